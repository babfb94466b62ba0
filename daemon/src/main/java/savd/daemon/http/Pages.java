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
import savd.daemon.control.ControlHandler;

/** Makes the pages from the same answers savctl gets. */
final class Pages {
  private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

  private final ControlHandler handler;
  private Metrics metrics;

  Pages(ControlHandler handler) {
    this.handler = handler;
  }

  /** A page of any path; never throws. */
  Page page(String path) {
    try {
      return switch (path) {
        case "/metrics" -> new Page(200, Metrics.CONTENT_TYPE, metrics().scrape());
        case "/health" -> verdict("healthy", reasonsAgainstHealth(handler.status()));
        case "/ready" -> verdict("ready", reasonsAgainstReadiness(handler.status()));
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
  private synchronized Metrics metrics() {
    if (metrics == null) {
      metrics = new Metrics(handler);
    }
    return metrics;
  }

  /** Alive means: the core answers and the kernel takes what it is given. */
  private static List<String> reasonsAgainstHealth(StatusAnswer status) {
    DataplaneState dataplane = status.dataplane();
    List<String> reasons = new ArrayList<>();
    switch (dataplane.state()) {
      case RETRYING ->
          reasons.add("the dataplane refuses: " + dataplane.error().orElse("no reason given"));
      case WAITING, COMMITTING, SYNCHRONIZED, DECOUPLED, NONE -> {}
    }
    return reasons;
  }

  private static List<String> reasonsAgainstReadiness(StatusAnswer status) {
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
