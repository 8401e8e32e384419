// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client says on its stream: the first request names subscription and limits; an empty one
 * is a ping; older clients also acknowledge here.
 */
final class PullRequests implements StreamObserver<StreamingPullRequest> {

  private final Resources resources;
  private final ServerCallStreamObserver<StreamingPullResponse> client;
  private volatile @Nullable LocalSubscription subscription;
  private @Nullable PullStream stream;
  private boolean failed;

  PullRequests(Resources resources, ServerCallStreamObserver<StreamingPullResponse> client) {
    this.resources = resources;
    this.client = client;
    client.setOnReadyHandler(this::signal);
    client.setOnCancelHandler(this::signal);
  }

  private void signal() {
    LocalSubscription pulled = subscription;
    if (pulled != null) {
      pulled.signal();
    }
  }

  @Override
  public void onNext(StreamingPullRequest request) {
    if (failed) {
      return;
    }
    try {
      if (stream == null) {
        begin(request);
      } else {
        follow(stream, request);
      }
    } catch (StatusRuntimeException e) {
      fail(e.getStatus());
    }
  }

  private void begin(StreamingPullRequest request) {
    LocalSubscription pulled = resources.subscription(request.getSubscription());
    Subscriptions.requireAckSeconds(request.getStreamAckDeadlineSeconds());
    Consumer consumer =
        new Consumer(request.getMaxOutstandingMessages(), request.getMaxOutstandingBytes());
    PullStream begun = new PullStream(client, consumer, request.getStreamAckDeadlineSeconds());
    stream = begun;
    subscription = pulled;
    carryOut(pulled, request);
    pulled.attach(begun);
  }

  private void follow(PullStream stream, StreamingPullRequest request) {
    if (!request.getSubscription().isEmpty()) {
      throw Status.INVALID_ARGUMENT
          .withDescription("only the first request of a stream names the subscription")
          .asRuntimeException();
    }
    if (request.getStreamAckDeadlineSeconds() != 0) {
      Subscriptions.requireAckSeconds(request.getStreamAckDeadlineSeconds());
      stream.leaseSeconds(request.getStreamAckDeadlineSeconds());
    }
    LocalSubscription pulled = subscription;
    if (pulled != null) {
      carryOut(pulled, request);
      stream.ping();
      pulled.signal();
    }
  }

  private void carryOut(LocalSubscription pulled, StreamingPullRequest request) {
    if (request.getModifyDeadlineAckIdsCount() != request.getModifyDeadlineSecondsCount()) {
      throw Status.INVALID_ARGUMENT
          .withDescription("modify_deadline_ack_ids and modify_deadline_seconds differ in length")
          .asRuntimeException();
    }
    if (request.getAckIdsCount() > 0) {
      pulled.acknowledge(request.getAckIdsList());
    }
    for (int i = 0; i < request.getModifyDeadlineAckIdsCount(); i++) {
      pulled.modifyDeadline(
          List.of(request.getModifyDeadlineAckIds(i)), request.getModifyDeadlineSeconds(i));
    }
    resources.forwardDeadLetters(pulled);
  }

  /** Before the stream is attached nobody else sends on it. */
  private void fail(Status status) {
    failed = true;
    PullStream begun = stream;
    if (begun != null && subscription != null) {
      begun.endWith(status);
      signal();
    } else {
      client.onError(status.asRuntimeException());
    }
  }

  @Override
  public void onError(Throwable failure) {
    end(Status.CANCELLED);
  }

  @Override
  public void onCompleted() {
    end(Status.OK);
  }

  private void end(Status status) {
    PullStream begun = stream;
    if (begun != null) {
      begun.endWith(status);
      signal();
    } else if (!failed && !client.isCancelled()) {
      client.onCompleted();
    }
  }
}
