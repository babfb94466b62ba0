package savd.cli;

/**
 * {@code show cone --dot}: a digraph in the language of Graphviz, from the AS above, on the left,
 * to the one below. How a member stands is its shape and its colour, so that print without colours
 * reads too; why, is its tooltip.
 */
final class ConeDot implements ControlCommand.TextRenderer {
  private final Terminal terminal;
  private final boolean own;
  private boolean begun;

  /**
   * @param own the cone is our own, and the roots hang on us
   */
  ConeDot(Terminal terminal, boolean own) {
    this.terminal = terminal;
    this.own = own;
  }

  @Override
  public String table() {
    return "cone";
  }

  private void begin() {
    if (!begun) {
      begun = true;
      terminal.line("digraph cone {");
      // Labels are wide and low: beside each other a hundred customers would make a ribbon.
      terminal.line("  rankdir=LR; nodesep=0.15; ranksep=0.6;");
      terminal.line(
          "  node [style=filled, fillcolor=white, fontname=\"sans-serif\", margin=\"0.12,0.05\"];");
      terminal.line("  edge [arrowsize=0.7];");
      if (own) {
        terminal.line("  us [label=\"our AS\", shape=house];");
      }
    }
  }

  @Override
  public void row(Document r) {
    begin();
    String node = "AS" + r.text("as");
    String state = r.text("state");
    terminal.line(
        "  "
            + node
            + " [label="
            + quoted(node + (state.isEmpty() ? "" : "\n" + state))
            + look(state)
            + ", tooltip="
            + quoted(r.has("reason") ? r.text("reason") : r.text("text"))
            + "];");
    if (r.has("parent")) {
      edge("AS" + r.text("parent"), node, r);
    } else if (own) {
      edge("us", node, r);
    }
  }

  private void edge(String above, String below, Document r) {
    terminal.line("  " + above + " -> " + below + " [tooltip=" + quoted(r.text("text")) + "];");
  }

  private static String look(String state) {
    return switch (state) {
      case "standalone" -> ", shape=box, fillcolor=palegreen";
      case "no-detour" -> ", shape=octagon, fillcolor=lightblue";
      case "sub-transit" -> ", shape=ellipse, fillcolor=salmon, peripheries=2";
      case "below-sub-transit" -> ", shape=ellipse, fillcolor=lightgoldenrod";
      default -> ", shape=box";
    };
  }

  /** A quoted string; only the quote and the backslash need care (Graphviz, "The DOT Language"). */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  @Override
  public void document(Document d) {
    begin();
    if (d.has("next")) {
      terminal.line("  // cut short: --after \"" + d.text("next") + "\"");
    }
    terminal.line("}");
  }
}
