// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.pubsub.v1.PullResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One unary pull, which waits a while for messages and then answers without any. */
final class PullCall {

  private static final long BATCH_BYTES = 9_000_000;

  private final ServerCallStreamObserver<PullResponse> client;
  private final Consumer consumer = new Consumer(0, 0);
  private final int maxMessages;
  private final long untilMillis;
  private final AtomicReference<@Nullable Status> end = new AtomicReference<>();

  PullCall(ServerCallStreamObserver<PullResponse> client, int maxMessages, long untilMillis) {
    this.client = client;
    this.maxMessages = maxMessages;
    this.untilMillis = untilMillis;
  }

  void endWith(Status status) {
    end.compareAndSet(null, status);
  }

  boolean isDue(long now) {
    return now >= untilMillis;
  }

  /** True when it is answered, or nobody waits for the answer any more. */
  boolean answer(Backlog backlog, long leaseMillis, long now) {
    try {
      return answerOrWait(backlog, leaseMillis, now);
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private boolean answerOrWait(Backlog backlog, long leaseMillis, long now) {
    if (client.isCancelled()) {
      return true;
    }
    Status status = end.get();
    if (status != null) {
      client.onError(status.asRuntimeException());
      return true;
    }
    List<Delivery> batch = backlog.take(consumer, maxMessages, BATCH_BYTES, leaseMillis, now);
    if (batch.isEmpty() && !isDue(now)) {
      return false;
    }
    PullResponse.Builder response = PullResponse.newBuilder();
    batch.forEach(delivery -> response.addReceivedMessages(delivery.received()));
    client.onNext(response.build());
    client.onCompleted();
    return true;
  }
}
