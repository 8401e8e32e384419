// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import io.fivewhys.Evidence;
import io.fivewhys.InstanceExit;
import io.fivewhys.LogLine;
import io.fivewhys.MemoryLimit;
import io.fivewhys.PlatformEvent;
import io.fivewhys.Request;
import io.fivewhys.SqlEvent;
import java.util.Locale;

/** What an entry that carries a signal says, as people read it. Texts are redacted already. */
final class SignalText {

  private static final int LONGEST = 300;

  private SignalText() {}

  static Evidence evidence(PlatformEvent event) {
    return new Evidence(
        event.getLogName(),
        event.getInsertId(),
        Math.floorDiv(event.getEntryTime(), 1_000),
        bounded(excerpt(event)));
  }

  /** Of a container that failed: what an exit is told apart by. */
  static String exit(InstanceExit exit) {
    return exit.getSignal() != null
        ? "signal " + exit.getSignal()
        : "exit(" + exit.getExitCode() + ")";
  }

  private static String excerpt(PlatformEvent event) {
    return switch (event.getBody()) {
      case LogLine line -> line.getExcerpt();
      case SqlEvent line -> line.getExcerpt();
      case Request request -> request(request);
      case MemoryLimit limit ->
          limit.getLimitMib() + " MiB limit exceeded with " + limit.getUsedMib() + " MiB used";
      default -> {
        ErrorText error = ErrorText.of(event);
        yield error.example().equals(error.signature())
            ? error.signature()
            : error.signature() + ", " + error.example();
      }
    };
  }

  private static String request(Request request) {
    StringBuilder text = new StringBuilder();
    append(text, request.getMethod());
    append(text, request.getRoute());
    append(text, Integer.toString(request.getStatus()));
    Long latency = request.getLatency();
    append(text, latency == null ? "" : "in " + duration(latency));
    String error = request.getErrorText();
    if (error != null && !error.isEmpty()) {
      text.append(": ").append(error);
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String part) {
    if (!part.isEmpty()) {
      text.append(text.isEmpty() ? "" : " ").append(part);
    }
  }

  /** To a tenth of a second; what is shorter than one, in milliseconds. */
  private static String duration(long nanos) {
    long millis = Math.floorDiv(nanos, 1_000_000);
    return millis < 1_000
        ? millis + " ms"
        : String.format(Locale.ROOT, "%d.%d s", millis / 1_000, millis % 1_000 / 100);
  }

  private static String bounded(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return text.substring(0, end);
  }
}
