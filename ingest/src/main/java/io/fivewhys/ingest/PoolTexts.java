// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.SignalKind;
import java.util.List;

/**
 * A pool of database connections that had none left, in the words of the pools. The database may be
 * well: the speaker asks for more connections than its pool has, or keeps them too long. Pools of
 * HTTP and Redis clients are others.
 */
final class PoolTexts {

  static final List<SignalRule> RULES =
      List.of(
          SignalRule.said(
              SignalKind.POOL_EXHAUSTED,
              SqlTexts::lasting,
              "connection is not available, request timed out after",
              "couldn't get a connection after",
              "timed out fetching a new connection from the connection pool",
              "unable to start a transaction in the given time",
              "timeout exceeded when trying to connect",
              "resourcerequest timed out",
              "connectionacquiretimeouterror",
              "timeout acquiring a connection",
              "could not obtain a connection from the pool within",
              "could not obtain a database connection within",
              "pool timed out while waiting for an open connection",
              "timed out in bb8",
              "timeout occurred while waiting for a slot to become available",
              "connection pool exhausted",
              "failed getting connection; pool exhausted",
              "pool empty. unable to fetch a connection",
              "a client to checkout a connection has timed out",
              "cannot get a connection, pool error",
              "prior to obtaining a connection from the pool",
              "the connection pool has been exhausted",
              "timed out while waiting for a connection from the pool",
              "too many requests in the queue waiting for a connection"),
          SignalRule.matching(
              "queuepool limit of size \\d|limit of size \\d{1,5} overflow",
              (said, found) -> SqlTexts.lasting(said, SignalKind.POOL_EXHAUSTED),
              "limit of size "),
          SignalRule.matching(
              "(?:acquir\\w*|get\\w*|obtain\\w*|fetch\\w*|check\\w*)(?: \\w+){0,4}? (?:from|in|of) (?:\\w+ )?(?:\\w+ )?pool"
                  + "[^\\n]{0,120}(?:time(?:d )?-?out|deadline exceeded|exhausted)"
                  + "|acquir\\w*(?: \\w+){0,3}? (?:connection|conn)[^\\n]{0,40}: context deadline exceeded"
                  + "|time(?:d )?-?out(?: \\w+){1,4}? (?:connection|conn) (?:from|in)(?: \\w+){0,2} pool"
                  + "|sql: [^\\n]{0,80}connection pool",
              (said, found) ->
                  said.isRedis() || said.says("http")
                      ? null
                      : SqlTexts.lasting(said, SignalKind.POOL_EXHAUSTED),
              " pool",
              "acquir"),
          SignalRule.matching(
              "timed out waiting for connection",
              (said, found) ->
                  said.isSql() || said.whole().contains("r2d2")
                      ? SqlTexts.lasting(said, SignalKind.POOL_EXHAUSTED)
                      : null,
              "timed out waiting for connection"));

  private PoolTexts() {}
}
