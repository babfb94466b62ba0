package savd.cli;

import java.util.EnumSet;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import savd.control.ControlRequest.Monitor;
import savd.control.ControlRequest.ShowDrops;
import savd.control.Topic;
import savd.net.IngressInterface;

/** {@code savctl show drops}. */
@Command(
    name = "drops",
    description = {
      "Packets the rules block: totals of each interface and the latest samples.",
      "Under \"monitor\" they are counted and pass; the last column says which."
    })
final class ShowDropsCommand extends ControlCommand {
  @Parameters(arity = "0..1", paramLabel = "INTERFACE", description = "Only this one.")
  IngressInterface ingress;

  @Option(
      names = {"-F", "--follow"},
      description = "Go on with samples as they come, until interrupted.")
  boolean follow;

  @Override
  public Integer call() throws Exception {
    int status = ask(new ShowDrops(Optional.ofNullable(ingress)), new DropsText(terminal));
    if (!follow || status != 0) {
      return status;
    }
    Monitor drops = new Monitor(EnumSet.of(Topic.DROPS), Optional.ofNullable(ingress));
    return follow(drops, new EventText(terminal));
  }
}
