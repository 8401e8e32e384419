// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.SqlEvent;
import io.fivewhys.SqlEventKind;
import io.fivewhys.contract.LatencyBuckets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lines of postgres.log. Every prefix is taken that names a process in brackets and ends in a level
 * with a colon: with a date and without, with database and user in either order, with application
 * and client. What has no prefix is the rest of a line that was split, and no event.
 */
final class PostgresLines {

  /** Longest prefix, characters. */
  private static final int PREFIX = 400;

  private static final Pattern LEVEL =
      Pattern.compile(
          "(?<![A-Za-z_])(DEBUG[1-5]?|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC|DETAIL|HINT|"
              + "STATEMENT|CONTEXT|QUERY|LOCATION): {1,2}(?=\\S)");
  private static final Pattern PROCESS = Pattern.compile("\\[(\\d{1,10})(?:-\\d+)?\\]");
  private static final Pattern DATABASE = Pattern.compile("\\bdb=([^,\\s]*)");
  private static final Pattern USER = Pattern.compile("\\buser=([^,\\s]*)");
  private static final Pattern CLIENT = Pattern.compile("\\b(?:client|host)=([^,\\s()]+)");
  private static final Pattern USER_AT_DATABASE =
      Pattern.compile("(?<=[\\s\\]])([A-Za-z_][\\w.-]{0,62})@([A-Za-z_][\\w.-]{0,62})(?=\\s|$)");
  private static final Pattern NAMED_DATABASE = Pattern.compile("\\bdatabase=(\\S+)");
  private static final Pattern DURATION =
      Pattern.compile("duration: (\\d{1,12})(?:\\.(\\d{1,6}))? ms");
  private static final Pattern STATEMENT_IN_MESSAGE =
      Pattern.compile(
          "(?s)(?:duration: [\\d.]+ ms  )?(?:statement|(?:execute|parse|bind) [^:]{0,100}|plan):\\s(.*)");
  private static final Pattern PARAMETERS = Pattern.compile("(?s)parameters: .*");

  private PostgresLines() {}

  /** The heartbeat of the platform's own user and of loopback, as long as nothing is wrong. */
  static boolean isNoise(String text, @Nullable String severity) {
    boolean platform =
        text.contains("user=cloudsqladmin")
            || text.contains("\"cloudsqladmin.")
            || text.contains("connection received: host=127.0.0.1")
            || text.contains("connection received: host=[local]");
    if (!platform || severity != null && isWrong(severity)) {
      return false;
    }
    Matcher level = level(text);
    return level == null || !isWrong(level.group(1));
  }

  private static boolean isWrong(String level) {
    return switch (level) {
      case "WARNING", "ERROR", "FATAL", "PANIC", "CRITICAL", "ALERT", "EMERGENCY" -> true;
      default -> false;
    };
  }

  /** Null for a line without a prefix. */
  static @Nullable SqlEvent read(String text) {
    Matcher level = level(text);
    if (level == null) {
      return null;
    }
    String prefix = text.substring(0, level.start());
    Matcher process = PROCESS.matcher(prefix);
    if (!process.find()) {
      return null;
    }
    String message = Redaction.cut(text.substring(level.end()), Redaction.SCANNED).strip();
    SqlEvent event =
        Statements.event(
            kind(level.group(1), message), level.group(1), mask(level.group(1), message));
    event.setSession(process.group(1));
    event.setDatabase(Statements.name(found(DATABASE, prefix)));
    event.setUser(Statements.name(found(USER, prefix)));
    event.setClient(Statements.name(found(CLIENT, prefix)));
    event.setDuration(duration(message));
    fromMessage(event, message);
    Matcher both = USER_AT_DATABASE.matcher(prefix);
    if (event.getUser() == null && both.find()) {
      event.setUser(Statements.name(both.group(1)));
      event.setDatabase(Statements.name(both.group(2)));
    }
    return event;
  }

  private static @Nullable Matcher level(String text) {
    if (text.startsWith("\t")) {
      return null;
    }
    Matcher matcher = LEVEL.matcher(text).region(0, Math.min(text.length(), PREFIX));
    return matcher.find() ? matcher : null;
  }

  /** What connection lines say of the session behind the prefix. */
  private static void fromMessage(SqlEvent event, String message) {
    boolean connection =
        switch (event.getKind()) {
          case CONNECTION_RECEIVED, CONNECTION_AUTHORIZED, DISCONNECTION -> true;
          default -> false;
        };
    if (!connection) {
      return;
    }
    if (event.getUser() == null) {
      event.setUser(Statements.name(found(USER, message)));
    }
    if (event.getDatabase() == null) {
      event.setDatabase(Statements.name(found(NAMED_DATABASE, message)));
    }
    if (event.getClient() == null) {
      event.setClient(Statements.name(found(CLIENT, message)));
    }
  }

  private static @Nullable String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : null;
  }

  static SqlEventKind kind(String level, String message) {
    return switch (level) {
      case "FATAL", "PANIC", "ERROR" -> failure(message);
      case "LOG", "INFO", "NOTICE", "WARNING" -> notice(message);
      case "STATEMENT", "QUERY" -> SqlEventKind.STATEMENT;
      default -> SqlEventKind.OTHER;
    };
  }

  private static SqlEventKind failure(String message) {
    if (message.startsWith("remaining connection slots are reserved")
        || message.startsWith("sorry, too many clients already")) {
      return SqlEventKind.SLOTS_EXHAUSTED;
    }
    if (message.startsWith("too many connections for ")) {
      return SqlEventKind.ROLE_LIMIT;
    }
    if (message.startsWith("canceling statement due to statement timeout")) {
      return SqlEventKind.STATEMENT_TIMEOUT;
    }
    if (message.startsWith("canceling statement due to lock timeout")) {
      return SqlEventKind.LOCK_TIMEOUT;
    }
    if (message.startsWith("canceling ")) {
      return SqlEventKind.CANCELED;
    }
    if (message.startsWith("password authentication failed")
        || message.contains("authentication failed for user")
        || message.startsWith("no pg_hba.conf entry")) {
      return SqlEventKind.AUTHENTICATION_FAILED;
    }
    if (message.startsWith("terminating connection due to")) {
      return SqlEventKind.TERMINATED;
    }
    if (message.startsWith("the database system is starting up")) {
      return SqlEventKind.STARTING;
    }
    if (message.startsWith("the database system is shutting down")) {
      return SqlEventKind.SHUTDOWN;
    }
    return SqlEventKind.ERROR;
  }

  private static SqlEventKind notice(String message) {
    if (message.startsWith("connection received:")) {
      return SqlEventKind.CONNECTION_RECEIVED;
    }
    if (message.startsWith("connection authorized:")
        || message.startsWith("replication connection authorized:")) {
      return SqlEventKind.CONNECTION_AUTHORIZED;
    }
    if (message.startsWith("disconnection:")) {
      return SqlEventKind.DISCONNECTION;
    }
    if (message.startsWith("could not receive data from client")
        || message.startsWith("could not send data to client")
        || message.startsWith("unexpected EOF on client connection")
        || message.startsWith("connection to client lost")) {
      return SqlEventKind.CLIENT_LOST;
    }
    if (message.startsWith("duration:")) {
      return SqlEventKind.SLOW_STATEMENT;
    }
    if (message.startsWith("statement:") || message.startsWith("execute ")) {
      return SqlEventKind.STATEMENT;
    }
    if (message.startsWith("checkpoint")) {
      return SqlEventKind.CHECKPOINT;
    }
    if (message.startsWith("received ") && message.contains("shutdown request")
        || message.startsWith("shutting down")
        || message.startsWith("database system is shut down")) {
      return SqlEventKind.SHUTDOWN;
    }
    if (message.startsWith("starting PostgreSQL")
        || message.startsWith("database system was ")
        || message.startsWith("redo starts at")) {
      return SqlEventKind.STARTING;
    }
    return message.startsWith("database system is ready") ? SqlEventKind.READY : SqlEventKind.OTHER;
  }

  /** Statements lose their literals, parameters their values, other messages what is quoted. */
  private static String mask(String level, String message) {
    if (level.equals("STATEMENT") || level.equals("QUERY")) {
      return Statements.withoutLiterals(message, false);
    }
    if (level.equals("DETAIL") || level.equals("CONTEXT")) {
      String bare = PARAMETERS.matcher(message).replaceFirst("parameters: ?");
      int key = bare.indexOf(")=(");
      return key < 0
          ? Statements.withoutLiterals(bare, false)
          : bare.substring(0, key)
              + ")=(?)"
              + bare.substring(Math.max(key, bare.lastIndexOf(')') + 1));
    }
    Matcher statement = STATEMENT_IN_MESSAGE.matcher(message);
    if (statement.matches()) {
      int begin = statement.start(1);
      return message.substring(0, begin)
          + Statements.withoutLiterals(message.substring(begin), false);
    }
    return message;
  }

  /** Nanoseconds of {@code duration: 5123.456 ms}. */
  private static @Nullable Long duration(String message) {
    if (!message.startsWith("duration:")) {
      return null;
    }
    Matcher matcher = DURATION.matcher(message);
    if (!matcher.lookingAt()) {
      return null;
    }
    long nanos = Long.parseLong(matcher.group(1)) * 1_000_000;
    if (matcher.group(2) != null) {
      nanos += Long.parseLong((matcher.group(2) + "000000").substring(0, 6));
    }
    return nanos > LatencyBuckets.MAX_NANOS ? null : nanos;
  }
}
