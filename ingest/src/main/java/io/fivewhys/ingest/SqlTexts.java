// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ComponentKind;
import io.fivewhys.SignalKind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What drivers, mappers and Cloud SQL's own proxy say of a database. The instance is the last part
 * of its connection name where one is said, else the address, else unnamed. A failed refresh in the
 * background of a connector is no failed connection, so it is told apart first.
 */
final class SqlTexts {

  /** {@code PROJECT:REGION:INSTANCE}; a region ends with a digit. */
  private static final Pattern INSTANCE =
      Pattern.compile(":[a-z]{2,20}-[a-z]{3,20}\\d{0,2}:([a-z][a-z0-9-]{0,97}+)");

  private static final Pattern STATEMENT =
      Pattern.compile("\\bquer(?:y|ies)\\b|statement|transaction|execut|command|lock\\b");

  private static final Pattern BARE_LIMIT =
      Pattern.compile(
          "too many (?:database )?connections(?: for (?:role|database|user)|[\"'.]{0,2}(?:\\s*$|\\n))");

  static final List<SignalRule> REFRESH =
      List.of(
          SignalRule.said(
              SignalKind.BACKGROUND_REFRESH,
              SqlTexts::signal,
              "connection info refresh operation failed",
              "failed to update metadata for cloud sql instance",
              "failed to refresh the ephemeral certificate"),
          SignalRule.matching(
              "refresh (?:operation )?failed|failed to refresh|refresh operation: operation failed",
              (said, found) ->
                  said.says("cloudsql")
                          || said.says("cloud sql")
                          || !instance(said.lower()).isEmpty()
                      ? signal(said, SignalKind.BACKGROUND_REFRESH)
                      : null,
              "refresh failed",
              "refresh operation failed",
              "failed to refresh",
              "refresh operation: operation failed"));

  static final List<SignalRule> RULES =
      List.of(
          SignalRule.said(
              SignalKind.SQL_SLOTS_EXHAUSTED,
              SqlTexts::signal,
              "remaining connection slots",
              "too many clients already",
              "max_user_connections",
              "er_con_count_error",
              "no more connections allowed (max_client_conn)"),
          SignalRule.said((said, found) -> limit(said), "too many connections"),
          SignalRule.said(
              SignalKind.SQL_RESTART,
              SqlTexts::signal,
              "the database system is starting up",
              "the database system is shutting down",
              "the database system is in recovery mode",
              "the database system is not yet accepting connections",
              "terminating connection due to administrator command",
              "server shutdown in progress"),
          SignalRule.said(
              SignalKind.SQL_AUTH_FAILED,
              SqlTexts::signal,
              "password authentication failed",
              "iam service account authentication failed",
              "iam user authentication failed",
              "no pg_hba.conf entry",
              "login failed for user",
              "er_access_denied_error",
              "notauthorized",
              "ensure that the account has access to \""),
          SignalRule.matching(
              "access denied for user '[^'\\n]{0,100}'@|access denied for user [^\\n]{1,200}using password",
              (said, found) -> signal(said, SignalKind.SQL_AUTH_FAILED),
              "access denied for user"),
          SignalRule.said(
              SignalKind.SQL_STATEMENT_TIMEOUT,
              SqlTexts::lasting,
              "canceling statement due to statement timeout",
              "canceling statement due to lock timeout",
              "canceling statement due to conflict with recovery",
              "maximum statement execution time exceeded",
              "lock wait timeout exceeded",
              "query read timeout",
              "execution timeout expired",
              "er_query_timeout",
              "timeout during reading attempt"),
          SignalRule.said(
              SignalKind.SQL_CONNECTION_LOST,
              SqlTexts::signal,
              "server closed the connection unexpectedly",
              "ssl connection has been closed unexpectedly",
              "ssl syscall error: eof detected",
              "connection was closed in the middle of operation",
              "mysql server has gone away",
              "lost connection to mysql server",
              "connection terminated unexpectedly",
              "terminating connection due to idle",
              "server has closed the connection.",
              "protocol_connection_lost",
              "connection lost: the server closed the connection",
              "error occurred while sending to the backend",
              "driver: bad connection",
              "pqconsumeinput()",
              "bytes at eof"),
          SignalRule.matching(
              "handshake failed \\(connection name = \"[^\"]{1,150}\"\\): (?:eof|read |write |remote )",
              (said, found) -> signal(said, SignalKind.SQL_CONNECTION_LOST),
              "handshake failed (connection name"),
          SignalRule.matching(
              "connection already closed|the connection is closed|connection has been closed"
                  + "|conn closed|invalid connection|communications link failure",
              (said, found) ->
                  said.isSql() && !said.isRedis() && !isCause(said)
                      ? signal(said, SignalKind.SQL_CONNECTION_LOST)
                      : null,
              "connection already closed",
              "the connection is closed",
              "connection has been closed",
              "conn closed",
              "invalid connection",
              "communications link failure"),
          SignalRule.matching(
              "/cloudsql/[^\\n]{0,300}(?:no such file|enoent)|enoent[^\\n]{0,60}/cloudsql/",
              (said, found) -> signal(said, SignalKind.SQL_CONNECT_REFUSED),
              "/cloudsql/"),
          SignalRule.said(
              SignalKind.SQL_CONNECT_REFUSED,
              SqlTexts::signal,
              "can't connect to local mysql server",
              "could not connect to server: no such file or directory",
              "accepting connections on unix domain socket",
              "accepting connections on that socket?",
              "[2002] no such file or directory"),
          SignalRule.matching(
              "slow (?:\\w{2,20} )?(?:query|sql|statement)|slowquery|long[ -]running (?:query|sql|statement)"
                  + "|(?:query|statement|sql)\\b[^\\n]{0,80}? (?:took|taking|lasted)\\b"
                  + "|(?:query|sql|statement|database)[^\\n]{0,60}?\\b(?:duration|elapsed)",
              (said, found) -> slow(said),
              "slow ",
              "slowquery",
              "running query",
              "running sql",
              "running statement",
              "took",
              "taking",
              "lasted",
              "duration",
              "elapsed"));

  /** What is left when nothing more is said than that there was no connection. */
  static final List<SignalRule> UNREACHABLE =
      List.of(
          SignalRule.said(
              SignalKind.SQL_CONNECT_TIMEOUT,
              SqlTexts::signal,
              "can't reach database server",
              "terminated due to connection timeout",
              "the database server was reached but timed out"),
          SignalRule.matching(
              "cloud ?sql connection failed\\.|cloud sql instance \"[^\"]{1,200}\" is not reachable"
                  + "|(?:unable|failed|could not|cannot|can't) to? ?connect to (?:the )?"
                  + "(?:database|db|postgres(?:ql)?|mysql|sql server)\\b"
                  + "|(?:database|postgres(?:ql)?|mysql|db) connection (?:failed|error|refused)"
                  + "|error connecting to (?:the )?(?:database|db|postgres(?:ql)?|mysql)\\b"
                  + "|can't connect to mysql server"
                  + "|error occurred while establishing a connection to sql server",
              (said, found) -> signal(said, SignalKind.SQL_CONNECT_REFUSED),
              "sql connection failed",
              "cloud sql instance",
              "connect to ",
              "connection failed",
              "connection error",
              "connection refused",
              "error connecting to",
              "error occurred while establishing"));

  private SqlTexts() {}

  static LineSignal signal(SignalText said, SignalKind kind) {
    String instance = instance(said.lower());
    instance = instance.isEmpty() ? instance(said.whole()) : instance;
    if (!instance.isEmpty()) {
      return LineSignal.of(kind, ComponentKind.CLOUD_SQL_INSTANCE, instance);
    }
    Endpoint endpoint = said.endpoint();
    endpoint = endpoint.isEmpty() ? Endpoint.in(said.whole()) : endpoint;
    return endpoint.isEmpty()
        ? LineSignal.of(kind, ComponentKind.CLOUD_SQL_INSTANCE, "")
        : LineSignal.of(kind, ComponentKind.OTHER, endpoint.name());
  }

  static LineSignal lasting(SignalText said, SignalKind kind) {
    return signal(said, kind).lasting(NamedTime.in(said.lower()));
  }

  /** A time that ran out: of a statement where one is spoken of, else of a connection. */
  static LineSignal timeout(SignalText said) {
    boolean connecting = said.says("connect");
    boolean statement = !connecting && said.says(STATEMENT);
    return lasting(
        said, statement ? SignalKind.SQL_STATEMENT_TIMEOUT : SignalKind.SQL_CONNECT_TIMEOUT);
  }

  private static String instance(String lower) {
    Matcher instance = null;
    for (int at = lower.indexOf(':'); at >= 0; at = lower.indexOf(':', at + 1)) {
      if (at + 1 < lower.length() && Character.isLetter(lower.charAt(at + 1))) {
        instance = instance == null ? INSTANCE.matcher(lower) : instance;
        if (instance.region(at, lower.length()).lookingAt()) {
          return instance.group(1);
        }
      }
    }
    return "";
  }

  private static @Nullable LineSignal limit(SignalText said) {
    boolean sql = !said.isRedis() && (said.isSql() || said.says(BARE_LIMIT));
    return sql ? signal(said, SignalKind.SQL_SLOTS_EXHAUSTED) : null;
  }

  /** Said together with what broke it, which the rules behind this one know. */
  private static boolean isCause(SignalText said) {
    return said.says("refused") || said.says("timed out");
  }

  /** Only with the time it took; a client's or a server's time is none of a query. */
  private static @Nullable LineSignal slow(SignalText said) {
    Long nanos = NamedTime.in(said.lower());
    return nanos == null || nanos < 100_000_000
        ? null
        : signal(said, SignalKind.SQL_SLOW).lasting(nanos);
  }
}
