// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.SqlEvent;
import io.fivewhys.SqlEventKind;

/** A statement that pgAudit or MySQL's audit plugin recorded, without its literals. */
final class AuditStatements {

  private AuditStatements() {}

  static SqlEvent read(Node request) {
    boolean mysql = request.at("query").isPresent() || request.at("privUser").isPresent();
    String statement = request.at(mysql ? "query" : "statement").textOr("");
    String command = request.at(mysql ? "cmd" : "command").textOr("");
    String text = Statements.withoutLiterals(Redaction.cut(statement, Redaction.SCANNED), mysql);
    SqlEvent event =
        Statements.event(SqlEventKind.STATEMENT, "AUDIT", text.isEmpty() ? command : text);
    event.setDatabase(Statements.name(request.at("database").text()));
    event.setUser(Statements.name(request.at("user").text()));
    event.setClient(Statements.name(request.at("ip").text()));
    event.setSession(Statements.name(request.at(mysql ? "threadId" : "databaseSessionId").text()));
    return event;
  }
}
