package savd.cli;

import picocli.CommandLine;

/** Makes commands and gives them their terminal; everything else picocli makes as it does. */
final class CommandFactory implements CommandLine.IFactory {
  private final CommandLine.IFactory otherwise = CommandLine.defaultFactory();
  private final Terminal terminal;

  CommandFactory(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    K made = otherwise.create(type);
    if (made instanceof ControlCommand command) {
      command.terminal = terminal;
    }
    return made;
  }
}
