package savd.cli;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import savd.control.ControlRequest.Monitor;
import savd.control.Topic;
import savd.net.IngressInterface;

/** {@code savctl monitor}. */
@Command(
    name = "monitor",
    description = {
      "Tells changes as they happen, until interrupted.",
      "Without a TOPIC all but routes, which are many."
    })
final class MonitorCommand extends ControlCommand {
  @Parameters(
      arity = "0..*",
      paramLabel = "TOPIC",
      completionCandidates = Choices.Topics.class,
      description = "Any of ${COMPLETION-CANDIDATES}.")
  List<Topic> topics = List.of();

  @Option(
      names = {"-i", "--interface"},
      paramLabel = "NAME",
      description = "Leave out what concerns other interfaces.")
  IngressInterface ingress;

  @Override
  public Integer call() throws Exception {
    Set<Topic> wanted =
        topics.isEmpty() ? EnumSet.complementOf(EnumSet.of(Topic.ROUTES)) : EnumSet.copyOf(topics);
    return follow(new Monitor(wanted, Optional.ofNullable(ingress)), new EventText(terminal));
  }
}
