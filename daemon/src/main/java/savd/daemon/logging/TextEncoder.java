package savd.daemon.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/** {@code time level area: message key=value}: a line a message. */
final class TextEncoder extends EncoderBase<ILoggingEvent> {
  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(120);
    String level = event.getLevel().toString();
    line.append(event.getInstant().truncatedTo(ChronoUnit.MILLIS))
        .append(' ')
        .append(level)
        .append(" ".repeat(Math.max(0, 5 - level.length())))
        .append(' ')
        .append(area(event.getLoggerName()))
        .append(": ");
    appendOneLine(line, event.getFormattedMessage());
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        line.append(' ').append(pair.key).append('=');
        appendOneLine(line, String.valueOf(pair.value));
      }
    }
    line.append('\n');
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      line.append(ThrowableProxyUtil.asString(thrown));
    }
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** For a class of ours the last part of its package, such as "session"; else the last part. */
  private static String area(String logger) {
    int end = logger.lastIndexOf('.');
    boolean ofOurs = logger.startsWith("savd.") && Character.isUpperCase(logger.charAt(end + 1));
    return ofOurs
        ? logger.substring(logger.lastIndexOf('.', end - 1) + 1, end)
        : logger.substring(end + 1);
  }

  /** A peer chooses some of these words: it shall not write lines of its own into the log. */
  private static void appendOneLine(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) ? ' ' : c);
    }
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }
}
