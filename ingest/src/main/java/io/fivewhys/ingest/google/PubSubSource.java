// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import com.google.api.core.ApiFutureCallback;
import com.google.api.core.ApiFutures;
import com.google.api.core.ApiService;
import com.google.api.gax.batching.FlowControlSettings;
import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.FixedExecutorProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.StatusCode;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.pubsub.v1.AckReplyConsumerWithResponse;
import com.google.cloud.pubsub.v1.AckResponse;
import com.google.cloud.pubsub.v1.MessageReceiverWithAckResponse;
import com.google.cloud.pubsub.v1.Subscriber;
import com.google.cloud.pubsub.v1.SubscriptionAdminClient;
import com.google.cloud.pubsub.v1.SubscriptionAdminSettings;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.protobuf.Timestamp;
import com.google.pubsub.v1.PubsubMessage;
import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.IngestRun;
import io.fivewhys.ingest.Receipt;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Pub/Sub subscription, by Google's own client: streams with flow control, leases that are
 * extended while a message is in hand, and acknowledgements once it is durable. A message that
 * another process has taken and not acknowledged comes back before this one takes any, so that what
 * is older comes first.
 */
final class PubSubSource implements IngestRun.Source, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PubSubSource.class);

  private static final Duration PROBE_EVERY = Duration.ofSeconds(5);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

  /** As long as an outage of Kafka may last before messages in hand are given back. */
  private static final Duration LONGEST_EXTENSION = Duration.ofHours(1);

  /** A message, its attributes and what the stream adds. */
  private static final int MESSAGE_BYTES = 20 << 20;

  private static final String CONSUME = "pubsub.subscriptions.consume";

  private final Settings settings;
  private final String subscription;
  private final IngestRun run;
  private final @Nullable ManagedChannel channel;
  private final TransportChannelProvider channels;
  private final CredentialsProvider credentials;
  private final SubscriptionAdminClient admin;
  private final ScheduledExecutorService probing =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("pubsub-probe").daemon().factory());

  /** One thread: messages are handed on in the order they came, however busy the machine is. */
  private final ScheduledExecutorService receiving =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("pubsub-receive").daemon().factory());

  private final LongAdder lostAcknowledgements = new LongAdder();
  private volatile String outage = "Pub/Sub has not answered yet";
  private volatile boolean reading;
  private @Nullable Subscriber subscriber;

  /**
   * @param run takes the messages
   */
  PubSubSource(Settings settings, IngestRun run) {
    this.settings = settings;
    this.subscription = settings.get(Settings.INGEST_SUBSCRIPTION);
    this.run = run;
    String endpoint = settings.get(Settings.PUBSUB_ENDPOINT);
    if (endpoint.isEmpty()) {
      channel = null;
      channels =
          SubscriptionAdminSettings.defaultGrpcTransportProviderBuilder()
              .setMaxInboundMessageSize(MESSAGE_BYTES)
              .setInterceptorProvider(() -> List.of(new BreakWatch()))
              .build();
      credentials = SubscriptionAdminSettings.defaultCredentialsProviderBuilder().build();
    } else {
      channel =
          ManagedChannelBuilder.forTarget(endpoint)
              .usePlaintext()
              .maxInboundMessageSize(MESSAGE_BYTES)
              .intercept(new BreakWatch())
              .build();
      channels = FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel));
      credentials = NoCredentialsProvider.create();
    }
    try {
      admin =
          SubscriptionAdminClient.create(
              SubscriptionAdminSettings.newBuilder()
                  .setTransportChannelProvider(channels)
                  .setCredentialsProvider(credentials)
                  .build());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no access to Pub/Sub: "
              + e.getMessage()
              + "; set GOOGLE_APPLICATION_CREDENTIALS or run as a service account",
          e);
    }
    probing.scheduleWithFixedDelay(this::probe, 0, PROBE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void resume() {
    pause();
    Subscriber starting = subscriber();
    starting.startAsync();
    subscriber = starting;
    reading = true;
  }

  /** What was given back before is on its way when this returns. */
  @Override
  public synchronized void pause() {
    reading = false;
    Subscriber stopping = subscriber;
    subscriber = null;
    if (stopping == null) {
      return;
    }
    try {
      stopping.stopAsync().awaitTerminated(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | IllegalStateException e) {
      LOG.warn("Reading {} did not end well: {}", subscription, e.getMessage());
    }
  }

  @Override
  public boolean isAlive() {
    return outage.isEmpty();
  }

  /** Why no messages come; empty while they would. */
  String outage() {
    return outage;
  }

  /** Acknowledgements that Pub/Sub did not take: those messages come again. */
  long lostAcknowledgements() {
    return lostAcknowledgements.sum();
  }

  @Override
  public void close() {
    probing.shutdownNow();
    pause();
    receiving.shutdownNow();
    admin.close();
    if (channel != null) {
      channel.shutdownNow();
    }
  }

  private Subscriber subscriber() {
    Duration lease = settings.get(Settings.INGEST_LEASE);
    return Subscriber.newBuilder(subscription, (MessageReceiverWithAckResponse) this::receive)
        .setChannelProvider(channels)
        .setCredentialsProvider(credentials)
        .setFlowControlSettings(
            FlowControlSettings.newBuilder()
                .setMaxOutstandingElementCount(
                    (long) settings.get(Settings.INGEST_OUTSTANDING_MESSAGES))
                .setMaxOutstandingRequestBytes(
                    (long) settings.get(Settings.INGEST_OUTSTANDING_BYTES))
                .build())
        .setExecutorProvider(FixedExecutorProvider.create(receiving))
        .setMaxDurationPerAckExtensionDuration(lease)
        .setMinDurationPerAckExtensionDuration(lease.minusSeconds(1)) // it has to be less
        .setMaxAckExtensionPeriodDuration(LONGEST_EXTENSION)
        .build();
  }

  private void receive(PubsubMessage message, AckReplyConsumerWithResponse reply) {
    Timestamp published = message.getPublishTime();
    run.receive(
        message.getData().toByteArray(),
        subscription + "/" + message.getMessageId(),
        published.getSeconds() * 1_000_000 + published.getNanos() / 1_000,
        new Reply(reply));
  }

  /**
   * Hears of streams whose connection broke: what was on its way is lost until its lease is over.
   */
  private final class BreakWatch implements ClientInterceptor {

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      ClientCall<Q, A> call = next.newCall(method, options);
      return method.getType() == MethodDescriptor.MethodType.BIDI_STREAMING
          ? new SimpleForwardingClientCall<>(call) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
              super.start(
                  new SimpleForwardingClientCallListener<>(listener) {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                      if (reading && broke(status)) {
                        run.restart("the connection to Pub/Sub broke: " + status.getDescription());
                      }
                      super.onClose(status, trailers);
                    }
                  },
                  headers);
            }
          }
          : call;
    }

    /** Not ended by the server, which sends what it has before it says so, nor by us. */
    private static boolean broke(Status status) {
      String description = String.valueOf(status.getDescription());
      return status.getCode() != Status.Code.CANCELLED
          && !description.contains("NO_ERROR") // Google's servers say goodbye to old connections
          && (status.getCause() != null
              || description.contains("Keepalive failed")
              || description.contains("GOAWAY"));
    }
  }

  /** Tells Pub/Sub. */
  private final class Reply implements Receipt {

    private final AckReplyConsumerWithResponse reply;

    Reply(AckReplyConsumerWithResponse reply) {
      this.reply = reply;
    }

    @Override
    public void durable() {
      ApiFutures.addCallback(
          reply.ack(),
          new ApiFutureCallback<>() {
            @Override
            public void onFailure(Throwable failure) {
              lostAcknowledgements.increment();
            }

            @Override
            public void onSuccess(AckResponse response) {
              if (response != AckResponse.SUCCESSFUL) {
                lostAcknowledgements.increment();
              }
            }
          },
          MoreExecutors.directExecutor());
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // where it is lost, the lease runs out
    public void failed() {
      reply.nack();
    }
  }

  /** Whether we may read, and whether we do. */
  private void probe() {
    String found = ask();
    if (found.isEmpty()) {
      found = restartFailed();
    }
    if (!found.equals(outage) && !found.isEmpty()) {
      LOG.warn("{}", found);
    }
    outage = found;
  }

  /**
   * Reads again what Pub/Sub ended for good, as for a subscription that was missing for a while.
   * Says what had ended it; empty where nothing had.
   */
  private synchronized String restartFailed() {
    Subscriber failed = subscriber;
    if (failed == null || failed.state() != ApiService.State.FAILED) {
      return "";
    }
    String why = "subscription " + subscription + ": " + failed.failureCause().getMessage();
    resume();
    return why;
  }

  private String ask() {
    try {
      TestIamPermissionsRequest request =
          TestIamPermissionsRequest.newBuilder()
              .setResource(subscription)
              .addPermissions(CONSUME)
              .build();
      boolean may = admin.testIamPermissions(request).getPermissionsList().contains(CONSUME);
      return may
          ? ""
          : "no permission to read " + subscription + ": grant roles/pubsub.subscriber on it";
    } catch (ApiException e) {
      // Local servers need not know of permissions: that they answer is enough.
      return e.getStatusCode().getCode() == StatusCode.Code.UNIMPLEMENTED
          ? ""
          : "subscription " + subscription + " cannot be reached: " + e.getMessage();
    }
  }
}
