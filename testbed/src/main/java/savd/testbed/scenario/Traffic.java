package savd.testbed.scenario;

import java.util.ArrayList;
import java.util.List;
import savd.net.AddressFamily;
import savd.net.IpAddress;
import savd.testbed.probe.Flow;

/** The packets of the figures: who sends them, with which source, over which interface of AS 4. */
public enum Traffic {
  FROM_PROVIDER("2", "legitimate, P3 to P2", true, 3, 3, 2, 3),
  FROM_MULTIHOMED("2", "legitimate, P5 to P2 over AS 3", true, 5, 5, 2, 3),
  REFLECTION_FROM_PROVIDER("3", "reflection attack, P1 spoofed towards P2", false, 3, 1, 2, 3),
  DIRECT_FROM_PROVIDER("4", "direct attack, P2 spoofed towards P1", false, 3, 2, 1, 3),
  OF_AS1("5", "legitimate, P1 to P5", true, 1, 1, 5, 1),
  OF_AS2("5", "legitimate, P2 to P5", true, 2, 2, 5, 2),
  OF_AS5("5", "legitimate, P5 to P2", true, 5, 5, 2, 5),
  LIMITED_PROPAGATION("6", "legitimate, P1 to P5 over AS 2", true, 1, 1, 5, 2),
  HIDDEN_PREFIX("7", "legitimate, P3 to P2 from the edge server in AS 1", true, 1, 3, 2, 1),
  REFLECTION_IN_CONE("8", "reflection attack, P1 spoofed by AS 2 towards P5", false, 2, 1, 5, 2),
  DIRECT_IN_CONE("9", "direct attack, P5 spoofed by AS 2 towards P1", false, 2, 5, 1, 2);

  private final String figure;
  private final String text;
  private final boolean honest;
  private final int sender;
  private final int source;
  private final int destination;
  private final int ingress;

  Traffic(
      String figure,
      String text,
      boolean honest,
      int sender,
      int source,
      int destination,
      int ingress) {
    this.figure = figure;
    this.text = text;
    this.honest = honest;
    this.sender = sender;
    this.source = source;
    this.destination = destination;
    this.ingress = ingress;
  }

  /** The figure of the problem statement that shows it. */
  public String figure() {
    return figure;
  }

  public boolean honest() {
    return honest;
  }

  /** AS 4's interface that it arrives on. */
  public String ingress() {
    return "as" + ingress;
  }

  public IpAddress source(AddressFamily family) {
    return ProblemStatement.host(source, family);
  }

  /** The flow of a family: straight to AS 4, or over the AS that is AS 4's neighbour. */
  public Flow flow(AddressFamily family) {
    List<Flow.Hop> via = new ArrayList<>();
    String device = "as4";
    if (sender != ingress) {
      device = "as" + ingress;
      via.add(new Flow.Hop("as" + ingress, "as4"));
    }
    return new Flow(
        "as" + sender,
        device,
        ProblemStatement.host(source, family),
        ProblemStatement.host(destination, family),
        via);
  }

  @Override
  public String toString() {
    return text;
  }
}
