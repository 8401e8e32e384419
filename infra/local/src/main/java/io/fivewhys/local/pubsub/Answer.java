// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One unary call: its value, or the status that says why there is none. */
interface Answer<T> {

  Logger LOG = LoggerFactory.getLogger(Answer.class);

  T get() throws StatusException;

  static <T> void to(StreamObserver<T> client, Answer<T> answer) {
    T value;
    try {
      value = answer.get();
    } catch (StatusException | StatusRuntimeException e) {
      client.onError(e);
      return;
    } catch (RuntimeException e) {
      LOG.error("the local Pub/Sub server failed", e);
      client.onError(
          Status.INTERNAL
              .withDescription("a fault of the local Pub/Sub server: " + e)
              .asException());
      return;
    }
    client.onNext(value);
    client.onCompleted();
  }
}
