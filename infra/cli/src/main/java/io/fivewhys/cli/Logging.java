// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import java.util.logging.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where log lines go: to standard error. A command's own words go to the terminal by themselves, so
 * only what is wrong is logged; a service also says what it does.
 */
public final class Logging extends ContextAwareBase implements Configurator {

  private static final String TEXT =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} [%thread] %level %logger{0} - %replace(%msg){'[\\x00-\\x08\\x0b-\\x1f\\x7f]','?'}%n%ex";

  /** As long as no service says otherwise. Found by Logback itself. */
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.ERROR);
    context.getLogger("io.fivewhys").setLevel(Level.WARN);
    // The embedded broker takes itself for late on a busy machine, and goes on.
    context.getLogger("org.apache.kafka.controller").setLevel(Level.OFF);
    writeTo(context, text(context));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /**
   * @param name of the service, a label of each line
   * @param format json or text
   */
  static void ofService(String name, String format) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    context.getLogger("io.fivewhys").setLevel(Level.INFO);
    // It tells each attempt to connect; that Kafka is out of reach the service says by itself.
    context.getLogger("org.apache.kafka.clients.NetworkClient").setLevel(Level.ERROR);
    LogManager.getLogManager().getLogger("").setLevel(java.util.logging.Level.WARNING);
    writeTo(context, format.equals("json") ? new CloudLogEncoder(name) : text(context));
  }

  /**
   * Of a service with a broker of its own: what client and broker say to each other in passing,
   * such as after a crash, is not news; what keeps the service from its work it says by itself.
   */
  static void quietBroker() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    for (String name : List.of("org.apache.kafka", "kafka", "com.google.cloud.bigquery")) {
      context.getLogger(name).setLevel(Level.ERROR);
    }
    context.getLogger("kafka.server.ReplicaManager").setLevel(Level.OFF);
  }

  private static void writeTo(LoggerContext context, Encoder<ILoggingEvent> encoder) {
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget(ConsoleTarget.SystemErr.getName());
    appender.setEncoder(encoder);
    appender.start();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(appender);
  }

  private static Encoder<ILoggingEvent> text(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(TEXT);
    return encoder;
  }
}
