package savd.daemon.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;
import savd.daemon.config.LogSection;

/**
 * Sets logback up in code: an XML file would be parsed by reflection, which costs a daemon that has
 * to be up in a second more than a tenth of it. logback finds this class as a service.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
  private static final LogSection BEFORE_CONFIGURATION =
      new LogSection(LogSection.Level.INFO, LogSection.Format.TEXT);

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    setUp(context, BEFORE_CONFIGURATION);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Puts the {@code [log]} section into force, at the start and after every reload. */
  public static void apply(LogSection settings) {
    setUp((LoggerContext) LoggerFactory.getILoggerFactory(), settings);
  }

  private static void setUp(LoggerContext context, LogSection settings) {
    Encoder<ILoggingEvent> encoder =
        switch (settings.format()) {
          case TEXT -> new TextEncoder();
          case JSON -> new JsonEncoder();
        };
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(appender);
    root.setLevel(level(settings.level()));
    // What netty tells below this is about netty.
    context.getLogger("io.netty").setLevel(Level.WARN);
  }

  private static Level level(LogSection.Level level) {
    return switch (level) {
      case ERROR -> Level.ERROR;
      case WARN -> Level.WARN;
      case INFO -> Level.INFO;
      case DEBUG -> Level.DEBUG;
      case TRACE -> Level.TRACE;
    };
  }
}
