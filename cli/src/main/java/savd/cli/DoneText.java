package savd.cli;

/** What a command did. */
record DoneText(Terminal terminal) implements ControlCommand.TextRenderer {
  @Override
  public void document(Document d) {
    terminal.line(d.text("done"));
    d.texts("details").forEach(line -> terminal.line("  " + line));
  }
}
