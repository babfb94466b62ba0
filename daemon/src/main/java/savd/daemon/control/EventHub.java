package savd.daemon.control;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import savd.control.Event;
import savd.control.Topic;
import savd.net.IngressInterface;

/**
 * Passes events on to those who monitor. Publishing never blocks and costs a look at an empty list
 * where nobody listens; make an event only where {@link #wants} holds.
 */
public final class EventHub {
  /** Events a listener may lag behind; what comes then is counted, not kept. */
  static final int QUEUE_LIMIT = 10_000;

  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

  /** True when somebody listens to the topic. */
  public boolean wants(Topic topic) {
    for (Subscription s : subscriptions) {
      if (s.topics.contains(topic)) {
        return true;
      }
    }
    return false;
  }

  /** Hands the event to every listener that wants it. Any thread. */
  public void publish(Event event) {
    for (Subscription s : subscriptions) {
      s.offer(event);
    }
  }

  /** A listener for these topics; with an interface, without what concerns other interfaces. */
  public Subscription subscribe(Set<Topic> topics, Optional<IngressInterface> ingress) {
    Subscription s = new Subscription(topics, ingress);
    subscriptions.add(s);
    return s;
  }

  /** One listener's queue. */
  public final class Subscription implements AutoCloseable {
    private final Set<Topic> topics;
    private final Optional<IngressInterface> ingress;
    private final ArrayDeque<Event> queue = new ArrayDeque<>();
    private long lost;
    private boolean closed;

    private Subscription(Set<Topic> topics, Optional<IngressInterface> ingress) {
      this.topics = topics;
      this.ingress = ingress;
    }

    private void offer(Event event) {
      if (!topics.contains(event.topic())) {
        return;
      }
      if (ingress.isPresent() && event.ingress().isPresent() && !ingress.equals(event.ingress())) {
        return;
      }
      synchronized (this) {
        if (queue.size() == QUEUE_LIMIT) {
          lost++;
        } else {
          queue.add(event);
        }
        notifyAll();
      }
    }

    /** What waits, and how many were lost behind it. */
    public record Batch(List<Event> events, long lost) {}

    /** Waits for events; empty once closed. */
    public synchronized Optional<Batch> take() throws InterruptedException {
      while (queue.isEmpty() && lost == 0 && !closed) {
        wait();
      }
      if (closed) {
        return Optional.empty();
      }
      Batch batch = new Batch(List.copyOf(queue), lost);
      queue.clear();
      lost = 0;
      return Optional.of(batch);
    }

    @Override
    public void close() {
      subscriptions.remove(this);
      synchronized (this) {
        closed = true;
        notifyAll();
      }
    }
  }
}
