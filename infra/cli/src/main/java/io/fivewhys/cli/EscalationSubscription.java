// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.google.api.core.ApiService;
import com.google.api.gax.batching.FlowControlSettings;
import com.google.api.gax.core.FixedExecutorProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.cloud.pubsub.v1.AckReplyConsumer;
import com.google.cloud.pubsub.v1.Subscriber;
import com.google.cloud.pubsub.v1.SubscriptionAdminSettings;
import com.google.pubsub.v1.PubsubMessage;
import io.fivewhys.Escalation;
import io.fivewhys.contract.AvroCodec.UndecodableException;
import io.fivewhys.sinks.pubsub.EscalationMessage;
import io.fivewhys.sinks.pubsub.EscalationSchema;
import io.fivewhys.sinks.pubsub.PayloadEncoding;
import io.grpc.ManagedChannelBuilder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Escalations of a Pub/Sub subscription as they come, one after the other, each acknowledged once
 * it arrived where it is given to. Repeats are acknowledged and not given again; what is refused is
 * told once, set aside for a while that grows, and left to Pub/Sub, whose dead-letter topic takes
 * it where the subscription has one.
 */
final class EscalationSubscription implements AutoCloseable {

  /** Google's client logs at length what {@link #done} tells. */
  private static final Logger CLIENT =
      Logger.getLogger("com.google.cloud.pubsub.v1.StreamingSubscriberConnection");

  private static final int REMEMBERED = 100_000;
  private static final long MOST_IN_HAND = 100;
  private static final Duration GOODBYE = Duration.ofSeconds(10);

  private final Delivery.To to;
  private final Consumer<String> tell;
  private final long limit;
  private final SeenIds seen = new SeenIds(REMEMBERED);
  private final SetAside aside = new SetAside();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("escalations").daemon().factory());
  private final Subscriber subscriber;
  private long arrived;

  /**
   * @param endpoint host:port of a local server; empty for Google's
   * @param tell takes what the user should know, a line each
   * @param limit of escalations after which it stops; 0 for none
   */
  EscalationSubscription(
      String subscription, String endpoint, Delivery.To to, Consumer<String> tell, long limit) {
    this.to = to;
    this.tell = tell;
    this.limit = limit;
    CLIENT.setLevel(Level.OFF);
    subscriber = subscriber(subscription, endpoint);
    subscriber.addListener(
        new ApiService.Listener() {
          @Override
          public void failed(ApiService.State from, Throwable failure) {
            done.completeExceptionally(failure);
          }
        },
        Runnable::run);
  }

  private Subscriber subscriber(String subscription, String endpoint) {
    Subscriber.Builder builder =
        Subscriber.newBuilder(subscription, this::receive)
            .setParallelPullCount(1)
            .setExecutorProvider(FixedExecutorProvider.create(executor))
            .setFlowControlSettings(
                FlowControlSettings.newBuilder()
                    .setMaxOutstandingElementCount(MOST_IN_HAND)
                    .build());
    if (!endpoint.isEmpty()) {
      InstantiatingGrpcChannelProvider channel =
          SubscriptionAdminSettings.defaultGrpcTransportProviderBuilder()
              .setEndpoint(endpoint)
              .setChannelConfigurator(ManagedChannelBuilder::usePlaintext)
              .build();
      builder.setChannelProvider(channel).setCredentialsProvider(NoCredentialsProvider.create());
    }
    return builder.build();
  }

  void start() {
    subscriber.startAsync();
  }

  /** Done when the limit is reached or it is closed; with the failure when Pub/Sub ended it. */
  CompletableFuture<@Nullable Void> done() {
    return done;
  }

  /** Takes no more; what is not acknowledged comes again to the next. */
  void stop() {
    stopping.countDown();
    done.complete(null);
  }

  /** Waits, unless it is stopped first. */
  void pause(Duration duration) throws InterruptedException {
    if (stopping.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("stopped");
    }
  }

  private void receive(PubsubMessage message, AckReplyConsumer reply) {
    if (stopping.getCount() == 0) {
      reply.nack();
      return;
    }
    try {
      Escalation escalation = escalation(message);
      String id = id(message, escalation);
      if (seen.contains(id)) {
        reply.ack();
        return;
      }
      settle(id, to.give(id, escalation), reply);
    } catch (UndecodableException e) {
      setAside("message " + message.getMessageId(), e.getMessage(), reply);
    } catch (InterruptedException e) {
      reply.nack();
    }
  }

  private void settle(String id, Delivery delivery, AckReplyConsumer reply) {
    switch (delivery) {
      case Delivery.Arrived() -> {
        seen.add(id);
        reply.ack();
        arrived++;
        if (arrived == limit) {
          stop();
        }
      }
      case Delivery.Refused(String reason) -> setAside(id, reason, reply);
      case Delivery.Unreachable(String reason) -> {
        tell.accept(TerminalText.plain(id) + ": " + reason + "; it is tried again");
        reply.nack();
      }
    }
  }

  private void setAside(String what, @Nullable String reason, AckReplyConsumer reply) {
    if (aside.isNew(what)) {
      tell.accept(
          TerminalText.plain(
              what
                  + " is set aside: "
                  + reason
                  + ". It is not acknowledged: Pub/Sub gives it again, or to the subscription's"
                  + " dead-letter topic"));
    }
    aside.hold(what, reply::nack, executor);
  }

  private static Escalation escalation(PubsubMessage message) {
    String schema = message.getAttributesOrDefault(EscalationMessage.DATA_SCHEMA, "");
    if (!schema.isEmpty() && !schema.equals(EscalationSchema.uri())) {
      throw new UndecodableException(
          "it is of another version of fivewhys ("
              + schema
              + ", not "
              + EscalationSchema.uri()
              + "): use the same here as where it was published");
    }
    return PayloadEncoding.of(message.getAttributesOrDefault(EscalationMessage.CONTENT_TYPE, ""))
        .decode(message.getData().toByteArray());
  }

  private static String id(PubsubMessage message, Escalation escalation) {
    return message.getAttributesOrDefault(
        EscalationMessage.ID, escalation.getIncidentId() + "/" + escalation.getSequence());
  }

  /** What arrived is acknowledged; the rest comes again. */
  @Override
  public void close() {
    stop();
    aside.release();
    try {
      subscriber.stopAsync().awaitTerminated(GOODBYE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | IllegalStateException e) {
      tell.accept("the subscription was left without a goodbye: " + e.getMessage());
    }
    executor.shutdownNow();
  }
}
