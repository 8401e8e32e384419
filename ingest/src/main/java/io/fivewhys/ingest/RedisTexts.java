// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ComponentKind;
import io.fivewhys.SignalKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients of Redis say of it; the target is its address, where one is said. */
final class RedisTexts {

  static final List<SignalRule> RULES =
      List.of(
          SignalRule.said(
              SignalKind.REDIS_TIMEOUT,
              RedisTexts::lasting,
              "timeout connecting to server",
              "maxretriesperrequesterror",
              "max retries per request limit",
              "could not get a resource from the pool",
              "redis: connection pool timeout",
              "rediscommandtimeoutexception"),
          SignalRule.matching(
              "timeout reading from|command timed out|timeout writing to",
              (said, found) -> said.isRedis() ? lasting(said, SignalKind.REDIS_TIMEOUT) : null,
              "timeout reading from",
              "command timed out",
              "timeout writing to"),
          SignalRule.said(
              SignalKind.REDIS_REFUSED,
              RedisTexts::signal,
              "redis is loading the dataset",
              "max number of clients reached",
              "noauth authentication required",
              "wrongpass invalid username-password"));

  /** What is left when no more is said than that there was no connection. */
  static final List<SignalRule> UNREACHABLE =
      List.of(
          SignalRule.matching(
              "redis(?: \\w+)? connection (?:failed|failure|error|lost)"
                  + "|(?:failed to|could not|unable to|cannot|error) connect(?:ing)? (?:to )?"
                  + "(?:the )?(?:redis|memorystore)"
                  + "|redisconnection(?:failure)?exception|jedisconnectionexception"
                  + "|connection closed by server|socket closed unexpectedly",
              (said, found) -> refused(said),
              "redis",
              "connection closed by server",
              "socket closed unexpectedly"),
          SignalRule.matching(
              "(?:unable|failed) to connect to [^\\n]{0,120}:63(?:79|78)\\b",
              (said, found) -> signal(said, SignalKind.REDIS_REFUSED),
              ":6379",
              ":6378"));

  private RedisTexts() {}

  static LineSignal signal(SignalText said, SignalKind kind) {
    Endpoint endpoint = said.endpoint();
    endpoint = endpoint.isEmpty() ? Endpoint.in(said.whole()) : endpoint;
    return LineSignal.of(kind, ComponentKind.REDIS_INSTANCE, endpoint.name());
  }

  static LineSignal lasting(SignalText said, SignalKind kind) {
    return signal(said, kind).lasting(NamedTime.in(said.lower()));
  }

  private static @Nullable LineSignal refused(SignalText said) {
    return said.isRedis() ? signal(said, SignalKind.REDIS_REFUSED) : null;
  }
}
