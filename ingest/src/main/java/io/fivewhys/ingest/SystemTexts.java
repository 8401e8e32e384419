// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.InstanceExit;
import io.fivewhys.InstanceStart;
import io.fivewhys.MemoryLimit;
import io.fivewhys.ProbeKind;
import io.fivewhys.ProbeResult;
import io.fivewhys.StartReason;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Cloud Run itself says of an instance, in varlog/system. Every pattern is anchored. */
final class SystemTexts {

  private static final Pattern EXIT =
      Pattern.compile("Container called exit\\((-?\\d{1,5})\\)\\.?.*");

  private static final Pattern SIGNAL =
      Pattern.compile("(?:Container terminated on signal|Uncaught signal:) (\\d{1,3})\\b.*");

  private static final Pattern MEMORY =
      Pattern.compile(
          "Memory limit of (\\d{1,9}) (MiB|GiB|M|G) exceeded with (\\d{1,9}) (MiB|GiB|M|G) used.*");

  private static final Pattern PROBE =
      Pattern.compile(
          "(?:Default )?(STARTUP|LIVENESS|READINESS) (TCP|HTTP|HTTPS|GRPC) probe"
              + " (succeeded after|failed) (\\d{1,9}) (?:attempts?|times?)(?: consecutively)?"
              + "(?: for container \"([^\"]{1,100})\")?(?: on port (\\d{1,5}))?(.*)");

  private static final Pattern STATUS = Pattern.compile("Connection failed with status ([A-Z_]+)");

  private SystemTexts() {}

  /** The body of the event; null for a text that is a line like any other. */
  static @Nullable Object read(String text, Entry entry) {
    String line = Redaction.cut(text.strip(), 1_000).replace('\n', ' ');
    if (line.startsWith("Starting new instance.")) {
      return new InstanceStart(reason(line, entry.scalingReason));
    }
    Matcher exit = EXIT.matcher(line);
    if (exit.matches()) {
      return new InstanceExit(Integer.valueOf(exit.group(1)), null, container(entry));
    }
    Matcher signal = SIGNAL.matcher(line);
    if (signal.matches()) {
      return new InstanceExit(null, Integer.valueOf(signal.group(1)), container(entry));
    }
    Matcher memory = MEMORY.matcher(line);
    if (memory.matches()) {
      return memory(memory);
    }
    Matcher probe = PROBE.matcher(line);
    return probe.matches() ? probe(probe) : null;
  }

  private static StartReason reason(String line, @Nullable String label) {
    String marker = "Reason: ";
    int begin = line.indexOf(marker);
    String word = begin < 0 ? "" : line.substring(begin + marker.length()).split("[ .-]", 2)[0];
    for (StartReason reason : StartReason.values()) {
      if (reason.name().equals(word) || reason.name().equals(label)) {
        return reason;
      }
    }
    return StartReason.OTHER;
  }

  private static @Nullable Object memory(Matcher matcher) {
    long limit = mebibytes(matcher.group(1), matcher.group(2));
    long used = mebibytes(matcher.group(3), matcher.group(4));
    return limit > Integer.MAX_VALUE || used > Integer.MAX_VALUE
        ? null
        : new MemoryLimit((int) limit, (int) used);
  }

  private static long mebibytes(String count, String unit) {
    return Long.parseLong(count) * (unit.startsWith("G") ? 1_024 : 1);
  }

  private static ProbeResult probe(Matcher matcher) {
    Matcher status = STATUS.matcher(matcher.group(7));
    return new ProbeResult(
        ProbeKind.valueOf(matcher.group(1)),
        matcher.group(3).startsWith("succeeded"),
        Integer.valueOf(matcher.group(4)),
        matcher.group(2),
        matcher.group(5) == null ? null : Redaction.redact(matcher.group(5)),
        matcher.group(6) == null ? null : Integer.valueOf(matcher.group(6)),
        status.find() ? status.group(1) : null);
  }

  private static @Nullable String container(Entry entry) {
    return entry.container == null ? null : Redaction.redact(entry.container, 100);
  }
}
