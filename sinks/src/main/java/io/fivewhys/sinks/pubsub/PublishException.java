// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.pubsub;

/** A message was not published, or a topic not opened. */
final class PublishException extends RuntimeException {

  private final transient PublishFault fault;

  PublishException(PublishFault fault, Throwable cause) {
    super(fault.code() + ": " + fault.message(), cause);
    this.fault = fault;
  }

  PublishFault fault() {
    return fault;
  }

  /** Of any failure; what is not ours is told as it is. */
  static PublishFault faultOf(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof PublishException known) {
        return known.fault();
      }
    }
    return new PublishFault("UNKNOWN", String.valueOf(failure.getMessage()));
  }
}
