// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ComponentKind;
import io.fivewhys.SignalKind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Faults of the network in the words of runtimes and the kernel: a name that is unknown, a
 * connection refused, in vain or cut. What stood at the other end decides of whom they speak: a
 * database, Redis, a service that was called, or an address of which no more is known.
 */
final class NetworkTexts {

  private static final Pattern UNKNOWN =
      Pattern.compile(
          "getaddrinfo (?:enotfound|eai_again) ([a-z0-9._-]{1,253}+)"
              + "|lookup ([a-z0-9._-]{1,253}+)(?: on [^ \\n]{1,60})?: "
              + "|host ?name [\"'`]([a-z0-9._-]{1,253}+)[\"'`]"
              + "|unknownhostexception: ([a-z0-9._-]{1,253}+)(?!:? [a-z])"
              + "|unknownhostexception: ([a-z0-9._-]{1,253}+): "
              + "|(?:failed to resolve|cannot resolve|could not resolve)(?: host)?:? [\"'`]?([a-z0-9._-]{1,253}+)"
              + "|(?:unknown|resolve) (?:mysql server )?host:? [\"'`]([a-z0-9._-]{1,253}+)"
              + "|error -\\d connecting to ([a-z0-9._-]{1,253}+):\\d");

  /** An attempt to connect, and none that only took long to answer. */
  private static final Pattern CONNECTING =
      Pattern.compile(
          "i/o timeout|etimedout|\\bconnect(?:ion|ing)?(?: \\w+){0,2} timed ?-?out|no route to host"
              + "|ehostunreach|enetunreach|network is unreachable|host is unreachable"
              + "|connect_?timeout|connecttimeout|connect timeout error|timeout expired"
              + "|did not properly respond|connection timeout to host|failed to connect");

  static final List<SignalRule> NAMES_AND_REFUSALS =
      List.of(
          SignalRule.said(
              (said, found) -> unknownName(said),
              "getaddrinfo",
              "no such host",
              "name or service not known",
              "failed to lookup address",
              "could not translate host name",
              "temporary failure in name resolution",
              "temporary failure resolving",
              "nodename nor servname",
              "no address associated with hostname",
              "unknownhostexception",
              "unresolvedaddressexception",
              "could not resolve host",
              "failed to resolve '",
              "unknown mysql server host",
              "nameresolutionerror",
              "server misbehaving"),
          SignalRule.said(
              (said, found) -> refused(said),
              "econnrefused",
              "connection refused",
              "connectionrefused",
              "actively refused",
              "connect call failed",
              "[errno 111]",
              "(errno 111",
              "os error 111"),
          SignalRule.matching(
              "connection to [^ \\n]{1,260} refused|can't connect to mysql server on [^\\n]{1,300}\\((?:errno )?111",
              (said, found) -> refused(said),
              "refused",
              "can't connect to mysql server on"));

  static final List<SignalRule> TIMEOUTS_AND_LOSSES =
      List.of(
          SignalRule.matching(
              "timed ?-?out|i/o timeout|etimedout|timeout expired|timeout(?:error|exception)"
                  + "|(?:connect|read|write|pool)timeout\\b(?!\"? ?[=:] ?\\d)|connect timeout error"
                  + "|no route to host|ehostunreach|enetunreach|network is unreachable"
                  + "|host is unreachable|did not properly respond|connection timeout to host"
                  + "|deadline ?_?exceeded|timeout of \\d{1,7}ms exceeded"
                  + "|client\\.timeout|\\btimeout$"
                  + "|can't connect to mysql server on [^\\n]{1,300}\\((?:errno )?11[03]",
              (said, found) -> timeout(said),
              "timed out",
              "timed-out",
              "timedout",
              "i/o timeout",
              "timeout expired",
              "timeouterror",
              "timeoutexception",
              "connecttimeout",
              "readtimeout",
              "writetimeout",
              "connect timeout error",
              "no route to host",
              "ehostunreach",
              "enetunreach",
              "is unreachable",
              "did not properly respond",
              "connection timeout to host",
              "deadline exceeded",
              "deadline_exceeded",
              "deadlineexceeded",
              "ms exceeded",
              "client.timeout",
              ": timeout",
              "can't connect to mysql server on"),
          SignalRule.said(
              (said, found) -> lost(said),
              "broken pipe",
              "connection reset",
              "econnreset",
              "epipe",
              "unexpected eof",
              ": eof",
              "socket hang up",
              "remote end closed connection",
              "server disconnected",
              "remotedisconnected",
              "connection aborted",
              "connectionreseterror",
              "upstream prematurely closed",
              "upstream connect error"));

  private NetworkTexts() {}

  private static LineSignal unknownName(SignalText said) {
    Matcher name = UNKNOWN.matcher(said.lower());
    String host = "";
    if (name.find()) {
      int group = 1;
      while (name.group(group) == null) {
        group++;
      }
      host = name.group(group);
    }
    host = host.isEmpty() ? said.endpoint().host() : host;
    host = host.isEmpty() ? said.called() : host;
    if (said.isRedis()) {
      LineSignal unreachable = RedisTexts.signal(said, SignalKind.REDIS_REFUSED);
      return unreachable.target().isEmpty()
          ? LineSignal.of(SignalKind.REDIS_REFUSED, ComponentKind.REDIS_INSTANCE, trimmed(host))
          : unreachable;
    }
    return LineSignal.of(SignalKind.NAME_NOT_FOUND, ComponentKind.OTHER, trimmed(host));
  }

  private static String trimmed(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static LineSignal refused(SignalText said) {
    if (said.isRedis()) {
      return RedisTexts.signal(said, SignalKind.REDIS_REFUSED);
    }
    if (said.isSql()) {
      return SqlTexts.signal(said, SignalKind.SQL_CONNECT_REFUSED);
    }
    return CalledHost.service(said.called()).isEmpty()
        ? address(said, SignalKind.ADDRESS_REFUSED)
        : CalledHost.signal(said, SignalKind.CALL_FAILED);
  }

  private static @Nullable LineSignal timeout(SignalText said) {
    Long waited = NamedTime.in(said.lower());
    if (said.isRedis()) {
      return RedisTexts.signal(said, SignalKind.REDIS_TIMEOUT).lasting(waited);
    }
    if (said.isSql()) {
      LineSignal pool = ofPoolFrames(said);
      return pool == null ? SqlTexts.timeout(said) : pool;
    }
    boolean service = !CalledHost.service(said.called()).isEmpty();
    if (said.says(CONNECTING) && !service && !isCallByName(said)) {
      return address(said, SignalKind.ADDRESS_TIMEOUT).lasting(waited);
    }
    if (service || !said.called().isEmpty() || isCallByName(said)) {
      return CalledHost.signal(said, SignalKind.CALL_TIMEOUT).lasting(waited);
    }
    if (!said.endpoint().isEmpty()) {
      return address(said, SignalKind.ADDRESS_TIMEOUT).lasting(waited);
    }
    LineSignal own = StartupTexts.ownTimeout(said, waited);
    if (own != null && !CallTexts.isByClient(said)) {
      return own;
    }
    return CallTexts.isOfClient(said)
        ? LineSignal.of(SignalKind.CALL_TIMEOUT, ComponentKind.OTHER, "").lasting(waited)
        : null;
  }

  /** A client's own limit on a whole call, in which connecting is but a part. */
  private static boolean isCallByName(SignalText said) {
    return said.says("client.timeout")
        || said.says("deadline_exceeded") && !said.says("i/o timeout");
  }

  /** asyncpg says no more than that time ran out; its frames say of what. */
  private static @Nullable LineSignal ofPoolFrames(SignalText said) {
    boolean bare = said.lower().length() < 60 && said.says("timeouterror");
    return bare
            && said.whole().contains("asyncpg/pool.py")
            && !said.whole().contains("asyncpg/connect_utils.py")
        ? SqlTexts.lasting(said, SignalKind.POOL_EXHAUSTED)
        : null;
  }

  /** A connection that its peer cut is only of note when the speaker had made it. */
  private static @Nullable LineSignal lost(SignalText said) {
    if (said.isRedis()) {
      return RedisTexts.signal(said, SignalKind.REDIS_REFUSED);
    }
    if (said.isSql()) {
      return SqlTexts.signal(said, SignalKind.SQL_CONNECTION_LOST);
    }
    boolean upstream = said.says("upstream ") || said.says("socket hang up");
    if (said.called().isEmpty() && !upstream) {
      return null;
    }
    return CalledHost.signal(said, SignalKind.CALL_FAILED);
  }

  private static LineSignal address(SignalText said, SignalKind kind) {
    Endpoint endpoint = said.endpoint();
    String target = endpoint.isEmpty() ? said.called() : endpoint.name();
    return LineSignal.of(kind, ComponentKind.OTHER, target);
  }
}
