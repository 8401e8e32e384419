// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.protobuf.Empty;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.CreateSnapshotRequest;
import com.google.pubsub.v1.DeleteSnapshotRequest;
import com.google.pubsub.v1.DeleteSubscriptionRequest;
import com.google.pubsub.v1.GetSnapshotRequest;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.ListSnapshotsRequest;
import com.google.pubsub.v1.ListSnapshotsResponse;
import com.google.pubsub.v1.ListSubscriptionsRequest;
import com.google.pubsub.v1.ListSubscriptionsResponse;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.ModifyPushConfigRequest;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.SeekRequest;
import com.google.pubsub.v1.SeekResponse;
import com.google.pubsub.v1.Snapshot;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberImplBase;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.UpdateSnapshotRequest;
import com.google.pubsub.v1.UpdateSubscriptionRequest;
import io.fivewhys.local.pubsub.PubSubFaults.CallFault;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.function.Supplier;

/** Subscriptions and delivery, as clients see them. */
final class SubscriptionServer extends SubscriberImplBase {

  private static final long PULL_WAIT_MILLIS = 10_000;
  private static final int MAX_PULLED = 1000;

  private final Resources resources;
  private final PubSubFaults faults;

  SubscriptionServer(Resources resources, PubSubFaults faults) {
    this.resources = resources;
    this.faults = faults;
  }

  @Override
  public void createSubscription(Subscription request, StreamObserver<Subscription> client) {
    Answer.to(client, () -> resources.create(request));
  }

  @Override
  public void getSubscription(GetSubscriptionRequest request, StreamObserver<Subscription> client) {
    Answer.to(client, () -> resources.subscription(request.getSubscription()).said());
  }

  @Override
  public void updateSubscription(
      UpdateSubscriptionRequest request, StreamObserver<Subscription> client) {
    Answer.to(
        client,
        () -> {
          LocalSubscription subscription =
              resources.subscription(request.getSubscription().getName());
          Subscription changed =
              (Subscription)
                  FieldMasks.merge(
                      subscription.said(),
                      request.getSubscription(),
                      request.getUpdateMask(),
                      Subscriptions.CHANGEABLE);
          Subscriptions.require(changed);
          subscription.change(changed);
          return changed;
        });
  }

  @Override
  public void listSubscriptions(
      ListSubscriptionsRequest request, StreamObserver<ListSubscriptionsResponse> client) {
    Answer.to(
        client,
        () -> {
          Page<LocalSubscription> page =
              Page.of(
                  resources.subscriptions(),
                  request.getProject() + "/" + Names.SUBSCRIPTIONS + "/",
                  request.getPageSize(),
                  request.getPageToken());
          return ListSubscriptionsResponse.newBuilder()
              .addAllSubscriptions(page.items().stream().map(LocalSubscription::said).toList())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }

  @Override
  public void deleteSubscription(DeleteSubscriptionRequest request, StreamObserver<Empty> client) {
    Answer.to(
        client,
        () -> {
          resources.deleteSubscription(request.getSubscription());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void modifyPushConfig(ModifyPushConfigRequest request, StreamObserver<Empty> client) {
    Answer.to(
        client,
        () -> {
          resources.subscription(request.getSubscription());
          if (!request.getPushConfig().getPushEndpoint().isEmpty()) {
            throw Status.UNIMPLEMENTED
                .withDescription("the local Pub/Sub server does not push; pull instead")
                .asRuntimeException();
          }
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void acknowledge(AcknowledgeRequest request, StreamObserver<Empty> client) {
    Answer.to(
        client,
        () -> {
          LocalSubscription subscription = resources.subscription(request.getSubscription());
          return carryOut(subscription, () -> subscription.acknowledge(request.getAckIdsList()));
        });
  }

  @Override
  public void modifyAckDeadline(ModifyAckDeadlineRequest request, StreamObserver<Empty> client) {
    Answer.to(
        client,
        () -> {
          LocalSubscription subscription = resources.subscription(request.getSubscription());
          int seconds = request.getAckDeadlineSeconds();
          if (seconds < 0 || seconds > Subscriptions.MAX_ACK_SECONDS) {
            throw Subscriptions.invalid(
                "the ack deadline is %d s, expected 0 to %d s"
                    .formatted(seconds, Subscriptions.MAX_ACK_SECONDS));
          }
          return carryOut(
              subscription, () -> subscription.modifyDeadline(request.getAckIdsList(), seconds));
        });
  }

  /** Only exactly-once subscriptions say which ids were void. */
  private Empty carryOut(LocalSubscription subscription, Supplier<Refused> call) {
    CallFault fault = faults.onCall(subscription.name());
    if (fault == CallFault.LOSE_REQUEST) {
      throw lost("the request");
    }
    Refused refused = call.get();
    resources.forwardDeadLetters(subscription);
    if (fault == CallFault.LOSE_ANSWER) {
      throw lost("the answer");
    }
    if (subscription.settings().exactlyOnce() && !refused.isEmpty()) {
      throw AckErrors.of(refused);
    }
    return Empty.getDefaultInstance();
  }

  private static StatusRuntimeException lost(String what) {
    return Status.UNAVAILABLE
        .withDescription(what + " was lost, by a fault on purpose")
        .asRuntimeException();
  }

  @Override
  public void pull(PullRequest request, StreamObserver<PullResponse> client) {
    ServerCallStreamObserver<PullResponse> call = (ServerCallStreamObserver<PullResponse>) client;
    try {
      LocalSubscription subscription = resources.subscription(request.getSubscription());
      if (request.getMaxMessages() <= 0) {
        throw Subscriptions.invalid("max_messages must be above 0");
      }
      call.setOnCancelHandler(subscription::signal);
      int messages = Math.min(request.getMaxMessages(), MAX_PULLED);
      subscription.attach(new PullCall(call, messages, resources.now() + waitMillis(request)));
    } catch (StatusRuntimeException e) {
      client.onError(e);
    }
  }

  @SuppressWarnings("deprecation") // clients still send it
  private static long waitMillis(PullRequest request) {
    return request.getReturnImmediately() ? 0 : PULL_WAIT_MILLIS;
  }

  @Override
  public StreamObserver<StreamingPullRequest> streamingPull(
      StreamObserver<StreamingPullResponse> client) {
    return new PullRequests(resources, (ServerCallStreamObserver<StreamingPullResponse>) client);
  }

  @Override
  public void createSnapshot(CreateSnapshotRequest request, StreamObserver<Snapshot> client) {
    Answer.to(client, () -> resources.createSnapshot(request));
  }

  @Override
  public void getSnapshot(GetSnapshotRequest request, StreamObserver<Snapshot> client) {
    Answer.to(client, () -> resources.snapshot(request.getSnapshot()).said());
  }

  @Override
  public void updateSnapshot(UpdateSnapshotRequest request, StreamObserver<Snapshot> client) {
    Answer.to(
        client,
        () -> {
          LocalSnapshot snapshot = resources.snapshot(request.getSnapshot().getName());
          Snapshot changed =
              (Snapshot)
                  FieldMasks.merge(
                      snapshot.said(),
                      request.getSnapshot(),
                      request.getUpdateMask(),
                      Set.of("labels", "expire_time"));
          resources.snapshots().put(snapshot.name(), snapshot.with(changed));
          return changed;
        });
  }

  @Override
  public void listSnapshots(
      ListSnapshotsRequest request, StreamObserver<ListSnapshotsResponse> client) {
    Answer.to(
        client,
        () -> {
          Page<LocalSnapshot> page =
              Page.of(
                  resources.snapshots(),
                  request.getProject() + "/" + Names.SNAPSHOTS + "/",
                  request.getPageSize(),
                  request.getPageToken());
          return ListSnapshotsResponse.newBuilder()
              .addAllSnapshots(page.items().stream().map(LocalSnapshot::said).toList())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }

  @Override
  public void deleteSnapshot(DeleteSnapshotRequest request, StreamObserver<Empty> client) {
    Answer.to(
        client,
        () -> {
          resources.deleteSnapshot(request.getSnapshot());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void seek(SeekRequest request, StreamObserver<SeekResponse> client) {
    Answer.to(
        client,
        () -> {
          resources.seek(request);
          return SeekResponse.getDefaultInstance();
        });
  }
}
