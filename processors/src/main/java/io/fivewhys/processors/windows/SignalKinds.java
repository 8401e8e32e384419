// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import io.fivewhys.SignalKind;
import io.fivewhys.contract.PlatformEventHead;

/** Which signals an event carries, told from its head alone; NONE where it carries none. */
final class SignalKinds {

  private SignalKinds() {}

  /** Of any event but a request, which may carry two. */
  static SignalKind of(PlatformEventHead head) {
    return switch (head.body) {
      case LOG_LINE -> head.signal;
      case SQL_EVENT -> ofDatabase(head);
      case MEMORY_LIMIT -> SignalKind.MEMORY_LIMIT;
      case PROBE_RESULT -> head.failed ? SignalKind.PROBE_FAILED : SignalKind.NONE;
      case INSTANCE_EXIT -> head.failed ? SignalKind.CONTAINER_EXIT : SignalKind.NONE;
      case REQUEST,
          INSTANCE_START,
          REVISION_ANNOUNCED,
          SERVICE_CHANGED,
          CONFIGURATION_CHANGE,
          METRIC_SAMPLE ->
          SignalKind.NONE;
    };
  }

  private static SignalKind ofDatabase(PlatformEventHead head) {
    return switch (head.sqlEvent) {
      case SLOTS_EXHAUSTED, ROLE_LIMIT -> SignalKind.SQL_SLOTS_EXHAUSTED;
      case SLOW_STATEMENT -> SignalKind.SQL_SLOW;
      case STATEMENT_TIMEOUT, LOCK_TIMEOUT -> SignalKind.SQL_STATEMENT_TIMEOUT;
      case AUTHENTICATION_FAILED -> SignalKind.SQL_AUTH_FAILED;
      case SHUTDOWN, STARTING, TERMINATED -> SignalKind.SQL_RESTART;
      case CLIENT_LOST -> SignalKind.SQL_CONNECTION_LOST;
      case OTHER,
          CONNECTION_RECEIVED,
          CONNECTION_AUTHORIZED,
          DISCONNECTION,
          CANCELED,
          STATEMENT,
          ERROR,
          CHECKPOINT,
          READY ->
          SignalKind.NONE;
    };
  }

  /** What a request's status says. */
  static SignalKind ofStatus(int status) {
    if (status < 400) {
      return SignalKind.NONE;
    }
    if (status >= 500 && status < 600) {
      return SignalKind.HTTP_5XX;
    }
    return switch (status) {
      case 401, 403 -> SignalKind.HTTP_AUTH;
      case 429 -> SignalKind.HTTP_429;
      default -> SignalKind.NONE;
    };
  }

  /** A 504 sooner than that is an answer of the service's own, not the platform's time limit. */
  private static final long LONG_NANOS = 30_000_000_000L;

  /**
   * What the platform says of a request, or shows by when it cut it.
   *
   * @param cut whether it failed at its revision's request timeout
   */
  static SignalKind ofPlatform(PlatformEventHead head, boolean cut) {
    return switch (head.platformError) {
      case NO_AVAILABLE_INSTANCE, INSTANCE_LIMIT -> SignalKind.NO_INSTANCE;
      case INSTANCE_START_FAILED -> SignalKind.START_FAILED;
      case MEMORY_LIMIT -> SignalKind.MEMORY_LIMIT;
      case READINESS_CHECK_FAILED -> SignalKind.PROBE_FAILED;
      case REQUEST_TIMEOUT -> SignalKind.REQUEST_TIMEOUT;
      case NONE, OTHER, MALFORMED_RESPONSE, NOT_AUTHORIZED, NOT_AUTHENTICATED ->
          cut || head.status == 504 && head.latencyNanos >= LONG_NANOS
              ? SignalKind.REQUEST_TIMEOUT
              : SignalKind.NONE;
    };
  }
}
