package savd.daemon.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.control.ControlException;
import savd.control.ControlRequest.Monitor;
import savd.control.ControlRequest.Question;
import savd.control.ErrorAnswer;
import savd.control.ErrorKind;
import savd.control.Event;
import savd.control.JsonWriter;
import savd.control.RequestCodec;
import savd.control.Topic;

/** One asker: reads lines, writes documents, until either side has enough. */
final class Connection {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private final SocketChannel channel;
  private final Handlers handlers;
  private final EventHub events;
  private final ByteBuffer received = ByteBuffer.allocate(8192).flip();

  Connection(SocketChannel channel, Handlers handlers, EventHub events) {
    this.channel = channel;
    this.handlers = handlers;
    this.events = events;
  }

  void run() {
    try (channel;
        JsonWriter json = new JsonWriter(output())) {
      boolean more = true;
      while (more) {
        more = answerOne(json);
      }
    } catch (IOException e) {
      LOG.debug("control connection ended: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says that there are too many, without waiting for a request. */
  void refuse() {
    try (channel;
        JsonWriter json = new JsonWriter(output())) {
      error(
          json,
          new ErrorAnswer(ErrorKind.BUSY, "too many control connections", java.util.List.of()));
    } catch (IOException e) {
      LOG.debug("control connection ended: {}", e.getMessage());
    }
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing a control connection: {}", e.getMessage());
    }
  }

  private boolean answerOne(JsonWriter json) throws IOException, InterruptedException {
    RequestCodec.Line line;
    try {
      Optional<byte[]> text = readLine();
      if (text.isEmpty()) {
        return false;
      }
      line = RequestCodec.decode(text.get());
    } catch (ControlException e) {
      // The rest of a line that was too long would look like requests: say what is wrong, and end.
      error(json, ErrorAnswer.of(e));
      return false;
    }
    switch (line.request()) {
      case Question question -> answer(question, json);
      case Monitor monitor -> {
        try {
          handlers.needSavd();
        } catch (ControlException e) {
          error(json, ErrorAnswer.of(e));
          return false;
        }
        tell(monitor, json);
        return false;
      }
    }
    return line.keepAlive();
  }

  private void answer(Question question, JsonWriter json) throws IOException, InterruptedException {
    Answering answering = new Answering(handlers, json, asker());
    try {
      answering.answer(question);
    } catch (ControlException e) {
      answering.fail(ErrorAnswer.of(e));
    } catch (RuntimeException e) {
      LOG.error("control request {} failed", question.getClass().getSimpleName(), e);
      answering.fail(
          new ErrorAnswer(
              ErrorKind.INTERNAL,
              "savd failed to answer (" + e + "); its log has more",
              java.util.List.of()));
    }
  }

  private static void error(JsonWriter json, ErrorAnswer error) throws IOException {
    json.object().write(error).endObject().endDocument();
  }

  /** Who asks, for the log: the user the kernel vouches for (SO_PEERCRED, unix(7)). */
  private String asker() {
    try {
      return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
    } catch (IOException | UnsupportedOperationException e) {
      return "somebody";
    }
  }

  private void tell(Monitor monitor, JsonWriter json) throws IOException, InterruptedException {
    try (EventHub.Subscription subscription =
        events.subscribe(monitor.topics(), monitor.ingress())) {
      // Nothing more is expected: whatever comes, above all the end, means that we can stop.
      Thread.ofVirtual().start(() -> waitForHangUp(subscription));
      json.object().put("event", "subscribed").put("at", Instant.now());
      json.put("topics", monitor.topics().stream().sorted().map(Topic::word).toList());
      json.endObject().endDocument();
      Optional<EventHub.Subscription.Batch> batch = subscription.take();
      while (batch.isPresent()) {
        for (Event event : batch.get().events()) {
          json.object().write(event).endObject().endDocument();
        }
        if (batch.get().lost() > 0) {
          json.object().put("event", "lost").put("at", Instant.now());
          json.put("count", batch.get().lost()).endObject().endDocument();
        }
        batch = subscription.take();
      }
    }
  }

  private void waitForHangUp(EventHub.Subscription subscription) {
    try {
      ByteBuffer ignored = ByteBuffer.allocate(64);
      while (channel.read(ignored.clear()) >= 0) {
        // Go on reading: savd owes no answer while it tells events.
      }
    } catch (IOException e) {
      LOG.debug("control connection ended: {}", e.getMessage());
    }
    subscription.close();
  }

  /** The next line without its line feed; at the end of the stream what stands there, if any. */
  private Optional<byte[]> readLine() throws IOException, ControlException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      while (received.hasRemaining()) {
        byte b = received.get();
        if (b == '\n') {
          return Optional.of(line.toByteArray());
        }
        line.write(b);
      }
      if (line.size() > RequestCodec.MAX_LINE_OCTETS) {
        throw new ControlException(
            ErrorKind.BAD_REQUEST,
            "a request has at most " + RequestCodec.MAX_LINE_OCTETS + " octets");
      }
      int count = channel.read(received.clear());
      received.flip();
      if (count < 0) {
        received.limit(0);
        return line.size() == 0 ? Optional.empty() : Optional.of(line.toByteArray());
      }
    }
  }

  private OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes, offset, length);
        while (out.hasRemaining()) {
          channel.write(out);
        }
      }
    };
  }
}
