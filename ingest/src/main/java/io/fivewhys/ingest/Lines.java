// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.LogLine;
import io.fivewhys.LogStream;
import io.fivewhys.SignalKind;
import java.util.Map;
import java.util.StringJoiner;

/** A line that an application, the platform or a database wrote: what it says, masked. */
final class Lines {

  static final int LONGEST_EXCERPT = 300;

  /** A line of a service, with what it signals. */
  LogLine ofService(String text, Entry entry, LogName.Kind kind) {
    LogLine line = of(text, entry, kind);
    LineSignal signal = LineSignals.of(text, entry.jsonDetail(), entry.severity);
    line.setSignal(signal.kind());
    line.setTargetKind(signal.targetKind());
    line.setTarget(signal.target());
    line.setDuration(signal.duration());
    return line;
  }

  LogLine of(String text, Entry entry, LogName.Kind kind) {
    String redacted = Redaction.redact(text);
    String signature = Signature.of(redacted);
    LogLine line = new LogLine();
    line.setSignatureId(Hash64.of(signature));
    line.setError(ErrorShape.isError(entry.severity, text));
    line.setSignal(SignalKind.NONE);
    line.setTarget("");
    line.setStream(stream(kind));
    line.setSignature(signature);
    line.setExcerpt(Redaction.cut(redacted, LONGEST_EXCERPT));
    return line;
  }

  private static LogStream stream(LogName.Kind kind) {
    return switch (kind) {
      case RUN_STDOUT -> LogStream.STDOUT;
      case RUN_STDERR -> LogStream.STDERR;
      case RUN_SYSTEM -> LogStream.SYSTEM;
      case POSTGRES, MYSQL_ERROR, MYSQL_SLOW, MYSQL_GENERAL -> LogStream.DATABASE;
      case RUN_REQUESTS,
          REQUESTS,
          AUDIT_ACTIVITY,
          AUDIT_SYSTEM_EVENT,
          AUDIT_DATA_ACCESS,
          AUDIT_OTHER,
          OTHER ->
          LogStream.OTHER;
    };
  }

  /**
   * A payload without a message, as one text: its scalars in the order of their names. A secret is
   * masked here, while it is known where it ends.
   */
  static String join(Map<String, String> scalars) {
    String named = scalars.getOrDefault("name", scalars.getOrDefault("key", ""));
    boolean secretValue = Redaction.isSecret(named, scalars.getOrDefault("value", ""));
    StringJoiner text = new StringJoiner(" ");
    scalars.forEach((name, value) -> {
      boolean secret = Redaction.isSecret(name, value) || secretValue && name.equals("value");
      text.add(name + "=" + (secret ? Redaction.MASK : value));
    });
    return text.toString();
  }
}
