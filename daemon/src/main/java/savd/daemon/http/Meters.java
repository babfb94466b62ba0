package savd.daemon.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import savd.control.ControlException;
import savd.daemon.control.Handlers;

/**
 * The page of metrics. Nothing is counted here: a scrape asks the same questions as savctl and
 * shows what comes, so that both always agree and nothing costs anything between scrapes.
 */
final class Meters {
  /** Prometheus' own text, for who does not ask for OpenMetrics. */
  static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final Handlers handlers;
  private final Metrics savd = new Metrics(this);
  private final CetpMetrics cetp = new CetpMetrics(this);
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<Meter.Id, Value> values = new HashMap<>();
  private final Set<Meter.Id> shown = new HashSet<>();

  /** What a meter shows until the next scrape. */
  private static final class Value {
    private volatile double now;
  }

  Meters(Handlers handlers) {
    this.handlers = handlers;
  }

  /**
   * The page as it is now.
   *
   * @param contentType one of the two above
   */
  synchronized String scrape(String contentType) throws ControlException, InterruptedException {
    shown.clear();
    if (handlers.savd().isPresent()) {
      savd.take(handlers.savd().get());
    }
    if (handlers.cetp().isPresent()) {
      cetp.take(handlers.cetp().get());
    }
    values.keySet().removeIf(this::isGone);
    return registry.scrape(contentType);
  }

  private boolean isGone(Meter.Id id) {
    if (shown.contains(id)) {
      return false;
    }
    registry.remove(id);
    return true;
  }

  void gauge(String name, String help, double now, String... tags) {
    Meter.Id id = new Meter.Id(name, Tags.of(tags), null, help, Meter.Type.GAUGE);
    set(
        id,
        now,
        value ->
            Gauge.builder(name, value, v -> v.now).tags(tags).description(help).register(registry));
  }

  void counter(String name, String help, double now, String... tags) {
    Meter.Id id = new Meter.Id(name, Tags.of(tags), null, help, Meter.Type.COUNTER);
    set(
        id,
        now,
        value ->
            FunctionCounter.builder(name, value, v -> v.now)
                .tags(tags)
                .description(help)
                .register(registry));
  }

  private void set(Meter.Id id, double now, java.util.function.Consumer<Value> register) {
    Value value = values.get(id);
    if (value == null) {
      value = new Value();
      values.put(id, value);
      register.accept(value);
    }
    value.now = now;
    shown.add(id);
  }
}
