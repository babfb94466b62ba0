package savd.daemon.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.control.JsonTree;
import savd.daemon.config.LogSection;

class LogConfiguratorTest {
  private static final Logger LOG = LoggerFactory.getLogger(LogConfiguratorTest.class);

  private final ByteArrayOutputStream told = new ByteArrayOutputStream();
  private PrintStream before;

  @BeforeEach
  void listen() {
    before = System.err;
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stopListening() {
    System.setErr(before);
    LogConfigurator.apply(new LogSection(LogSection.Level.INFO, LogSection.Format.TEXT));
  }

  private String told() {
    return told.toString(StandardCharsets.UTF_8);
  }

  @Test
  void text_is_one_line_a_message_whatever_a_peer_put_into_it() {
    LogConfigurator.apply(new LogSection(LogSection.Level.INFO, LogSection.Format.TEXT));
    LOG.atInfo().addKeyValue("peer", "a\nb").log("closed: {}", "bye\r\n2026 ERROR forged\u001b[2J");
    LOG.debug("not told");
    assertThat(told().lines()).hasSize(1);
    assertThat(told())
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\S+Z INFO  logging:"
                + " closed: bye  2026 ERROR forged \\[2J peer=a b\n");
  }

  @Test
  void json_is_one_object_a_message() throws Exception {
    LogConfigurator.apply(new LogSection(LogSection.Level.DEBUG, LogSection.Format.JSON));
    LOG.atDebug().addKeyValue("peer", "A").setCause(new IllegalStateException("x")).log("a\nb");
    assertThat(told().lines()).hasSize(1);
    assertThat(JsonTree.object(JsonTree.parse(told.toByteArray())))
        .containsEntry("level", "DEBUG")
        .containsEntry("text", "a\nb")
        .containsEntry("with", java.util.Map.of("peer", "A"))
        .hasEntrySatisfying(
            "error",
            e -> assertThat(e.toString()).startsWith("java.lang.IllegalStateException: x"));
  }
}
