// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.pubsub.v1.StreamingPullResponse;
import com.google.pubsub.v1.StreamingPullResponse.SubscriptionProperties;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One client's stream of a subscription. It sends when the transport is ready for more, answers
 * each ping, and repeats the subscription's properties in every response, because clients believe
 * the latest. Only the subscription's dispatcher sends.
 */
final class PullStream {

  /** A little below what gRPC lets a client take by default, whatever a message adds to it. */
  private static final long BATCH_BYTES = 1_000_000;

  private static final int BATCH_MESSAGES = 1000;

  final Consumer consumer;
  private final ServerCallStreamObserver<StreamingPullResponse> client;
  private final AtomicInteger pings = new AtomicInteger();
  private final AtomicReference<@Nullable Status> end = new AtomicReference<>();
  private volatile int leaseSeconds;
  private boolean over;

  PullStream(
      ServerCallStreamObserver<StreamingPullResponse> client, Consumer consumer, int leaseSeconds) {
    this.client = client;
    this.consumer = consumer;
    this.leaseSeconds = leaseSeconds;
  }

  void ping() {
    pings.incrementAndGet();
  }

  void leaseSeconds(int seconds) {
    leaseSeconds = seconds;
  }

  /** At the dispatcher's next turn; the first reason holds. */
  void endWith(Status status) {
    end.compareAndSet(null, status);
  }

  /** True once nothing more will be sent. */
  boolean isOver() {
    return over;
  }

  /** One turn: what there is to send now; false when that was nothing. */
  boolean send(Backlog backlog, DeliverySettings settings, Faults faults, long now) {
    try {
      return sendOrFinish(backlog, settings, faults, now);
    } catch (IllegalStateException e) {
      // The call ended in between; what was taken for it comes back when its lease ends.
      over = true;
      return false;
    }
  }

  private boolean sendOrFinish(
      Backlog backlog, DeliverySettings settings, Faults faults, long now) {
    Status status = client.isCancelled() ? Status.CANCELLED : end.get();
    if (status != null) {
      finish(status);
      return false;
    }
    boolean sent = false;
    if (pings.getAndSet(0) > 0) {
      client.onNext(response(settings, List.of()));
      sent = true;
    }
    if (!client.isReady()) {
      return sent;
    }
    List<Delivery> batch =
        backlog.take(consumer, BATCH_MESSAGES, BATCH_BYTES, leaseSeconds * 1000L, now);
    if (batch.isEmpty()) {
      return sent;
    }
    if (faults.dropStream()) {
      backlog.modifyDeadline(batch.stream().map(Delivery::ackId).toList(), 0, now);
      finish(Status.UNAVAILABLE.withDescription("the stream was dropped, by a fault on purpose"));
      return false;
    }
    client.onNext(response(settings, batch));
    return true;
  }

  /** Whether the next batch is lost together with its stream. */
  interface Faults {
    boolean dropStream();
  }

  private void finish(Status status) {
    over = true;
    if (client.isCancelled()) {
      return;
    }
    if (status.isOk()) {
      client.onCompleted();
    } else {
      client.onError(status.asRuntimeException());
    }
  }

  private static StreamingPullResponse response(DeliverySettings settings, List<Delivery> batch) {
    StreamingPullResponse.Builder response =
        StreamingPullResponse.newBuilder()
            .setSubscriptionProperties(
                SubscriptionProperties.newBuilder()
                    .setExactlyOnceDeliveryEnabled(settings.exactlyOnce())
                    .setMessageOrderingEnabled(settings.ordered()));
    batch.forEach(delivery -> response.addReceivedMessages(delivery.received()));
    return response.build();
  }
}
