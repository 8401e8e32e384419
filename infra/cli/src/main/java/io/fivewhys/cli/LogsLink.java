// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.Escalation;
import io.fivewhys.Evidence;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Where Google's Logs Explorer shows the first entry that proves an escalation. Every part that
 * strangers wrote is quoted for the query and encoded for the address.
 */
final class LogsLink {

  static final String TEXT = "Log entry in Logs Explorer";

  /** Characters of what others named; longer names exist in attacks only. */
  private static final int MOST = 256;

  private LogsLink() {}

  /** Empty where nothing proves it. */
  static Optional<String> of(Escalation escalation) {
    return escalation.getWhys().stream()
        .flatMap(why -> why.getEvidence().stream())
        .findFirst()
        .map(evidence -> address(escalation.getProject(), evidence));
  }

  private static String address(String project, Evidence evidence) {
    Instant time = Instant.EPOCH.plus(evidence.getTimestamp(), ChronoUnit.MICROS);
    String query =
        "insertId=\"%s\"\ntimestamp=\"%s\"".formatted(quoted(evidence.getInsertId()), time);
    return "https://console.cloud.google.com/logs/query;query="
        + encoded(query)
        + ";cursorTimestamp="
        + encoded(time.toString())
        + "?project="
        + encoded(TerminalText.cut(project, MOST));
  }

  private static String quoted(String text) {
    return TerminalText.cut(text, MOST).replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
