package savd.rpki.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import savd.rpki.payload.Payload;

/** A listener tests wait on. */
class Heard implements CacheListener {
  private static final long BOUND_SECONDS = 30;

  private final List<String> events = new ArrayList<>();
  private Payload payload;
  private String cache = "";
  private int payloads;

  @Override
  public synchronized void payload(String from, Payload p) {
    payload = p;
    cache = from;
    payloads++;
    events.add("payload of " + from + ": " + p.vrpCount());
    notifyAll();
  }

  @Override
  public synchronized void noPayload(String why) {
    payload = null;
    cache = "";
    events.add("none");
    notifyAll();
  }

  @Override
  public synchronized void state(CacheStatus status) {
    events.add(status.name() + " " + status.state() + (status.inUse() ? " in use" : ""));
    notifyAll();
  }

  synchronized Payload payload() {
    return payload;
  }

  synchronized String cache() {
    return cache;
  }

  synchronized int payloads() {
    return payloads;
  }

  synchronized List<String> events() {
    return List.copyOf(events);
  }

  /** Waits until the condition holds; looked at whenever something is heard. */
  synchronized void await(String what, Predicate<Heard> condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
    while (!condition.test(this)) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      assertThat(left).as("waiting for %s; heard %s", what, events).isPositive();
      wait(left);
    }
  }
}
