package savd.daemon.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.control.ControlException;
import savd.control.DataplaneState;
import savd.control.JsonWriter;
import savd.control.StatusAnswer;
import savd.daemon.control.Handlers;

/** Makes the pages from the same answers savctl gets. */
final class Pages {
  private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

  private final Handlers handlers;
  private Meters meters;

  Pages(Handlers handlers) {
    this.handlers = handlers;
  }

  /**
   * A page of any path; never throws.
   *
   * @param accepted what the asker takes, as its header says
   */
  Page page(String path, String accepted) {
    try {
      return switch (path) {
        case "/metrics" -> metrics(accepted);
        case "/health" -> verdict("healthy", reasonsAgainstHealth());
        case "/ready" -> verdict("ready", reasonsAgainstReadiness());
        default -> Page.text(404, "there are /metrics, /health and /ready\n");
      };
    } catch (ControlException e) {
      return Page.text(503, e.getMessage() + "\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Page.text(503, "savd does not answer\n");
    } catch (RuntimeException e) {
      LOG.error("making {} failed", path, e);
      return Page.text(500, "savd failed to answer; its log has more\n");
    }
  }

  /** The registry is made when somebody asks for it: a savd nobody scrapes does not pay. */
  private synchronized Meters meters() {
    if (meters == null) {
      meters = new Meters(handlers);
    }
    return meters;
  }

  private Page metrics(String accepted) throws ControlException, InterruptedException {
    boolean open = accepted.contains("application/openmetrics-text");
    String type = open ? Meters.OPEN_METRICS : Meters.PROMETHEUS;
    return new Page(200, type, meters().scrape(type));
  }

  /** Alive means: the core answers and the kernel takes what it is given. */
  private List<String> reasonsAgainstHealth() throws ControlException, InterruptedException {
    List<String> reasons = new ArrayList<>();
    if (handlers.savd().isEmpty()) {
      askEdge();
      return reasons;
    }
    DataplaneState dataplane = handlers.savd().get().status().dataplane();
    switch (dataplane.state()) {
      case RETRYING ->
          reasons.add("the dataplane refuses: " + dataplane.error().orElse("no reason given"));
      case WAITING, COMMITTING, SYNCHRONIZED, DECOUPLED, NONE -> {}
    }
    return reasons;
  }

  /** An edge that answers is up. */
  private void askEdge() throws ControlException, InterruptedException {
    if (handlers.cetp().isPresent()) {
      handlers.cetp().get().counters();
    }
  }

  private List<String> reasonsAgainstReadiness() throws ControlException, InterruptedException {
    if (handlers.savd().isEmpty()) {
      askEdge();
      return List.of();
    }
    StatusAnswer status = handlers.savd().get().status();
    if (status.ready()) {
      return List.of();
    }
    return status.waiting().isEmpty() ? List.of("not ready") : status.waiting();
  }

  private static Page verdict(String word, List<String> reasons) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (JsonWriter json = new JsonWriter(body)) {
      json.object().put(word, reasons.isEmpty()).put("reasons", reasons).endObject().endDocument();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return Page.json(reasons.isEmpty() ? 200 : 503, body.toString(StandardCharsets.UTF_8));
  }
}
