// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** How exactly-once subscriptions say which acknowledgement ids were not taken, and why. */
final class AckErrors {

  private static final String REASON = "EXACTLY_ONCE_ACKID_FAILURE";
  private static final String DOMAIN = "pubsub.googleapis.com";
  private static final String PERMANENT = "PERMANENT_FAILURE_INVALID_ACK_ID";
  private static final String UNORDERED = "TRANSIENT_FAILURE_UNORDERED_ACK_ID";

  private AckErrors() {}

  static StatusRuntimeException of(Refused refused) {
    ErrorInfo.Builder info = ErrorInfo.newBuilder().setReason(REASON).setDomain(DOMAIN);
    refused.permanent().forEach(ackId -> info.putMetadata(ackId, PERMANENT));
    refused.unordered().forEach(ackId -> info.putMetadata(ackId, UNORDERED));
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder()
            .setCode(Code.INVALID_ARGUMENT_VALUE)
            .setMessage("some acknowledgement ids are expired or out of order")
            .addDetails(Any.pack(info.build()))
            .build());
  }
}
