// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One JSON object a line, with the fields that Cloud Logging lifts out of standard error, and a
 * stack trace where Error Reporting looks for it.
 */
final class CloudLogEncoder extends EncoderBase<ILoggingEvent> {

  /** An entry of Cloud Logging has 256 KB at most, all included. */
  private static final int MESSAGE_CHARACTERS = 16_000;

  private static final int TRACE_CHARACTERS = 32_000;

  private final String service;

  /**
   * @param service a label of each line
   */
  CloudLogEncoder(String service) {
    this.service = service;
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return JsonText.line(json -> write(event, json)).getBytes(StandardCharsets.UTF_8);
  }

  private void write(ILoggingEvent event, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("severity", severity(event.getLevel()));
    json.writeStringField("time", event.getInstant().toString());
    json.writeStringField("message", cut(event.getFormattedMessage(), MESSAGE_CHARACTERS));
    IThrowableProxy failure = event.getThrowableProxy();
    if (failure != null) {
      json.writeStringField(
          "stack_trace", cut(ThrowableProxyUtil.asString(failure), TRACE_CHARACTERS));
      json.writeObjectFieldStart("serviceContext");
      json.writeStringField("service", "fivewhys-" + service);
      json.writeEndObject();
    }
    writeLocation(event, json);
    json.writeObjectFieldStart("logging.googleapis.com/labels");
    json.writeStringField("service", service);
    json.writeStringField("logger", event.getLoggerName());
    json.writeStringField("thread", event.getThreadName());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeLocation(ILoggingEvent event, JsonGenerator json) throws IOException {
    StackTraceElement[] callers = event.getCallerData();
    if (callers.length > 0) {
      json.writeObjectFieldStart("logging.googleapis.com/sourceLocation");
      json.writeStringField("file", String.valueOf(callers[0].getFileName()));
      json.writeStringField("line", Integer.toString(callers[0].getLineNumber()));
      json.writeStringField(
          "function", callers[0].getClassName() + '.' + callers[0].getMethodName());
      json.writeEndObject();
    }
  }

  private static String severity(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> "ERROR";
      case Level.WARN_INT -> "WARNING";
      case Level.INFO_INT -> "INFO";
      default -> "DEBUG";
    };
  }

  private static String cut(String text, int characters) {
    return text.length() <= characters ? text : text.substring(0, characters) + " …";
  }
}
