// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.SignalKind;
import java.util.EnumSet;
import java.util.Set;

/** Signals by what they are about. */
final class Signals {

  static final Set<SignalKind> SQL =
      EnumSet.of(
          SignalKind.SQL_CONNECT_TIMEOUT,
          SignalKind.SQL_CONNECT_REFUSED,
          SignalKind.SQL_CONNECTION_LOST,
          SignalKind.SQL_SLOTS_EXHAUSTED,
          SignalKind.SQL_STATEMENT_TIMEOUT,
          SignalKind.SQL_SLOW,
          SignalKind.SQL_RESTART,
          SignalKind.POOL_EXHAUSTED);

  static final Set<SignalKind> SQL_CONNECTING =
      EnumSet.of(
          SignalKind.SQL_CONNECT_TIMEOUT,
          SignalKind.SQL_CONNECT_REFUSED,
          SignalKind.SQL_CONNECTION_LOST);

  static final Set<SignalKind> SQL_SLOWNESS =
      EnumSet.of(SignalKind.SQL_SLOW, SignalKind.SQL_STATEMENT_TIMEOUT);

  static final Set<SignalKind> REDIS =
      EnumSet.of(SignalKind.REDIS_TIMEOUT, SignalKind.REDIS_REFUSED);

  /** What a connector in trouble looks like from the services behind it. */
  static final Set<SignalKind> TIMEOUTS_OF_ADDRESSES =
      EnumSet.of(
          SignalKind.SQL_CONNECT_TIMEOUT, SignalKind.REDIS_TIMEOUT, SignalKind.ADDRESS_TIMEOUT);

  static final Set<SignalKind> HOSTS =
      EnumSet.of(SignalKind.ADDRESS_TIMEOUT, SignalKind.ADDRESS_REFUSED, SignalKind.NAME_NOT_FOUND);

  static final Set<SignalKind> CALLS =
      EnumSet.of(SignalKind.CALL_TIMEOUT, SignalKind.CALL_FAILED, SignalKind.CALL_REJECTED);

  /** An address that does not answer may be a service's. */
  static final Set<SignalKind> CALLING;

  static {
    CALLING = EnumSet.copyOf(CALLS);
    CALLING.addAll(HOSTS);
  }

  static final Set<SignalKind> REJECTIONS =
      EnumSet.of(
          SignalKind.CALLER_REJECTED,
          SignalKind.CALL_REJECTED,
          SignalKind.HTTP_AUTH,
          SignalKind.SQL_AUTH_FAILED,
          SignalKind.SECRET_DENIED);

  static final Set<SignalKind> FAILED_STARTS =
      EnumSet.of(SignalKind.START_FAILED, SignalKind.PROBE_FAILED, SignalKind.CONTAINER_EXIT);

  /** What the last words before a failed start may name. */
  static final Set<SignalKind> MISSING =
      EnumSet.of(SignalKind.MODULE_MISSING, SignalKind.FILE_MISSING, SignalKind.CONFIG_MISSING);

  static final Set<SignalKind> HTTP =
      EnumSet.of(SignalKind.HTTP_5XX, SignalKind.HTTP_AUTH, SignalKind.HTTP_429);

  private Signals() {}
}
