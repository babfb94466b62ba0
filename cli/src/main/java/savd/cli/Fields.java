package savd.cli;

/** Lines of a name and a value, the values aligned. */
record Fields(Terminal terminal, int width) {
  void field(String name, Object value) {
    String text = value.toString();
    if (!text.isEmpty()) {
      terminal.line(name + " ".repeat(Math.max(1, width - name.length())) + text);
    }
  }
}
