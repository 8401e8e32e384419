// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.SqlEvent;
import io.fivewhys.SqlEventKind;
import io.fivewhys.contract.LatencyBuckets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lines of MySQL's error, slow and general logs. A slow statement comes as several entries, one a
 * line; {@code session} holds what their insert ids share, so that they can be put together.
 */
final class MysqlLines {

  private static final Pattern ERROR =
      Pattern.compile(
          "(?s)(?:\\d{4}-\\d\\d-\\d\\d[T ][\\d:.]{8,15}(?:Z|[+-]\\d\\d:\\d\\d)? )?(\\d{1,10}) "
              + "\\[(System|Note|Warning|ERROR|Error)\\] (?:\\[MY-\\d+\\] \\[\\w+\\] )?(.*)");
  private static final Pattern GENERAL =
      Pattern.compile(
          "(?s)(?:\\d{4}-\\d\\d-\\d\\d[T ][\\d:.]{8,15}(?:Z|[+-]\\d\\d:\\d\\d)?)?\\s*(\\d{1,10}) "
              + "(Connect|Query|Quit|Execute|Prepare|Init DB|Close stmt|Field List|Ping)\\b\\s?(.*)");
  private static final Pattern QUERY_TIME =
      Pattern.compile("# Query_time: (\\d{1,9})(?:\\.(\\d{1,9}))?");
  private static final Pattern HOST =
      Pattern.compile("# User@Host: ([^\\s\\[]*)\\[[^\\]]*\\] @ ([^\\s\\[]*) ?\\[([^\\]]*)\\]");
  private static final Pattern SLOW_GROUP = Pattern.compile("#slow#(\\d{1,20})#");
  private static final Pattern FOR_USER = Pattern.compile("user: '?([^'@\\s]+)'?@?'?([^'\\s]*)");
  private static final Pattern COMMENT_LINES =
      Pattern.compile("(?m)^(?:#.*|SET timestamp=\\d+;|use [^;\\n]{1,100};)\\R?");

  private MysqlLines() {}

  static @Nullable SqlEvent error(String text) {
    Matcher matcher = ERROR.matcher(bounded(text));
    if (!matcher.matches()) {
      return null;
    }
    String level = matcher.group(2).toUpperCase(Locale.ROOT);
    String message = matcher.group(3).strip();
    SqlEvent event = Statements.event(errorKind(level, message), level, message);
    event.setSession(matcher.group(1));
    Matcher user = FOR_USER.matcher(message.replace("for user '", "for user: '"));
    if (user.find()) {
      event.setUser(Statements.name(user.group(1)));
    }
    return event;
  }

  private static SqlEventKind errorKind(String level, String message) {
    if (message.startsWith("Aborted connection") || message.startsWith("Got an error reading")) {
      return SqlEventKind.CLIENT_LOST;
    }
    if (message.startsWith("Access denied for user")) {
      return SqlEventKind.AUTHENTICATION_FAILED;
    }
    if (message.startsWith("Too many connections")) {
      return SqlEventKind.SLOTS_EXHAUSTED;
    }
    if (message.contains("ready for connections")) {
      return SqlEventKind.READY;
    }
    if (message.contains("hutdown complete") || message.startsWith("Received SHUTDOWN")) {
      return SqlEventKind.SHUTDOWN;
    }
    if (message.contains("starting as process") || message.contains("initialization has started")) {
      return SqlEventKind.STARTING;
    }
    return level.equals("ERROR") ? SqlEventKind.ERROR : SqlEventKind.OTHER;
  }

  static SqlEvent slow(String text, String insertId) {
    String bounded = bounded(text);
    Matcher time = QUERY_TIME.matcher(bounded);
    boolean timed = time.find();
    String statement = COMMENT_LINES.matcher(bounded).replaceAll("").strip();
    boolean header = statement.isEmpty();
    String shown = header ? bounded : Statements.withoutLiterals(statement, true);
    SqlEventKind kind =
        timed ? SqlEventKind.SLOW_STATEMENT : header ? SqlEventKind.OTHER : SqlEventKind.STATEMENT;
    SqlEvent event = Statements.event(kind, "", shown);
    if (timed) {
      event.setDuration(nanos(time));
    }
    Matcher host = HOST.matcher(bounded);
    if (host.find()) {
      event.setUser(Statements.name(host.group(1)));
      event.setClient(Statements.name(host.group(3).isEmpty() ? host.group(2) : host.group(3)));
    }
    Matcher group = SLOW_GROUP.matcher(insertId);
    event.setSession(group.find() ? group.group(1) : null);
    return event;
  }

  static @Nullable SqlEvent general(String text) {
    Matcher matcher = GENERAL.matcher(bounded(text));
    if (!matcher.matches()) {
      return null;
    }
    SqlEventKind kind =
        switch (matcher.group(2)) {
          case "Connect" -> SqlEventKind.CONNECTION_AUTHORIZED;
          case "Quit" -> SqlEventKind.DISCONNECTION;
          case "Query", "Execute", "Prepare" -> SqlEventKind.STATEMENT;
          default -> SqlEventKind.OTHER;
        };
    String argument = Statements.withoutLiterals(matcher.group(3).strip(), true);
    SqlEvent event = Statements.event(kind, "", (matcher.group(2) + " " + argument).strip());
    event.setSession(matcher.group(1));
    return event;
  }

  private static @Nullable Long nanos(Matcher time) {
    String fraction = time.group(2) == null ? "" : time.group(2);
    long nanos =
        Long.parseLong(time.group(1)) * 1_000_000_000L
            + Long.parseLong((fraction + "000000000").substring(0, 9));
    return nanos > LatencyBuckets.MAX_NANOS ? null : nanos;
  }

  private static String bounded(String text) {
    return Redaction.cut(text, Redaction.SCANNED);
  }
}
