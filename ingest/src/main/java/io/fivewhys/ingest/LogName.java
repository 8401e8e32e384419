// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A log's name, read once: {@code projects/P/logs/ID} with the id URL-encoded.
 *
 * @param bounded as events carry it
 * @param project null for logs of folders, organizations and billing accounts
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LogName(String text, String bounded, byte[] utf8, @Nullable String project, Kind kind) {

  private static final int LONGEST = 512;

  enum Kind {
    RUN_REQUESTS,
    RUN_STDOUT,
    RUN_STDERR,
    RUN_SYSTEM,
    REQUESTS,
    POSTGRES,
    MYSQL_ERROR,
    MYSQL_SLOW,
    MYSQL_GENERAL,
    AUDIT_ACTIVITY,
    AUDIT_SYSTEM_EVENT,
    AUDIT_DATA_ACCESS,
    AUDIT_OTHER,
    OTHER;

    boolean isAudit() {
      return this == AUDIT_ACTIVITY
          || this == AUDIT_SYSTEM_EVENT
          || this == AUDIT_DATA_ACCESS
          || this == AUDIT_OTHER;
    }
  }

  static LogName of(String text) {
    int logs = text.indexOf("/logs/");
    String id = logs < 0 ? text : text.substring(logs + "/logs/".length());
    String project =
        logs > 0 && text.startsWith("projects/")
            ? text.substring("projects/".length(), logs)
            : null;
    String plainId = id.replace("%2F", "/").replace("%2f", "/");
    Kind kind = kindOf(plainId);
    String shown =
        isId(plainId) ? text : text.substring(0, text.length() - id.length()) + Redaction.MASK;
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return new LogName(text, Redaction.redact(shown, LONGEST), utf8, project, kind);
  }

  /** Letters, digits and {@code _-./} are all that an id may hold; another may hide a secret. */
  private static boolean isId(String id) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (!letter && (c < '0' || c > '9') && "_-./".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static Kind kindOf(String id) {
    return switch (id) {
      case "run.googleapis.com/requests" -> Kind.RUN_REQUESTS;
      case "run.googleapis.com/stdout" -> Kind.RUN_STDOUT;
      case "run.googleapis.com/stderr" -> Kind.RUN_STDERR;
      case "run.googleapis.com/varlog/system" -> Kind.RUN_SYSTEM;
      case "requests" -> Kind.REQUESTS;
      case "cloudsql.googleapis.com/postgres.log" -> Kind.POSTGRES;
      case "cloudsql.googleapis.com/mysql.err" -> Kind.MYSQL_ERROR;
      case "cloudsql.googleapis.com/mysql-slow.log" -> Kind.MYSQL_SLOW;
      case "cloudsql.googleapis.com/mysql-general.log" -> Kind.MYSQL_GENERAL;
      case "cloudaudit.googleapis.com/activity" -> Kind.AUDIT_ACTIVITY;
      case "cloudaudit.googleapis.com/system_event" -> Kind.AUDIT_SYSTEM_EVENT;
      case "cloudaudit.googleapis.com/data_access" -> Kind.AUDIT_DATA_ACCESS;
      default -> id.startsWith("cloudaudit.googleapis.com/") ? Kind.AUDIT_OTHER : Kind.OTHER;
    };
  }
}
