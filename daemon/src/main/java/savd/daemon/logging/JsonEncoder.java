package savd.daemon.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.event.KeyValuePair;
import savd.control.JsonWriter;

/**
 * One object a line: {@code at, level, logger, thread, text}, the message's key-value pairs under
 * {@code with}, and {@code error} with the stack trace where one was thrown.
 */
final class JsonEncoder extends EncoderBase<ILoggingEvent> {
  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    try (JsonWriter json = new JsonWriter(line)) {
      json.object()
          .put("at", event.getInstant())
          .put("level", event.getLevel().toString())
          .put("logger", event.getLoggerName())
          .put("thread", event.getThreadName())
          .put("text", event.getFormattedMessage());
      List<KeyValuePair> pairs = event.getKeyValuePairs();
      if (pairs != null) {
        json.object("with");
        for (KeyValuePair pair : pairs) {
          json.put(pair.key, String.valueOf(pair.value));
        }
        json.endObject();
      }
      IThrowableProxy thrown = event.getThrowableProxy();
      if (thrown != null) {
        json.put("error", ThrowableProxyUtil.asString(thrown));
      }
      json.endObject().endDocument();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return line.toByteArray();
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }
}
