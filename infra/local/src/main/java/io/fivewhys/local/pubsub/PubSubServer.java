// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Google Cloud Pub/Sub on loopback, for the unmodified clients of any language. It delivers at
 * least once, in order of the ordering key and exactly once where asked, like the real service. All
 * it holds is in memory, within limits, and gone with it: it is not one of the processes that may
 * die without loss.
 */
public final class PubSubServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PubSubServer.class);

  /** A call of ten million bytes, and what surrounds it. */
  private static final int CALL_BYTES = 11_000_000;

  private static final int TICK_MILLIS = 10;
  private static final int GOODBYE_SECONDS = 5;

  private final ExecutorService executor;
  private final ScheduledExecutorService ticker;
  private final Resources resources;
  private final Server server;

  /**
   * Begins to listen; port 0 takes a free one. The clock tells milliseconds since 1970.
   *
   * @throws UncheckedIOException when the port is taken
   */
  public PubSubServer(int port, PubSubLimits limits, PubSubFaults faults, LongSupplier clock) {
    executor =
        Executors.newCachedThreadPool(Thread.ofPlatform().name("pubsub-", 0).daemon().factory());
    ticker =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("pubsub-ticker").daemon().factory());
    resources = new Resources(limits, faults, executor, clock);
    try {
      server =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .executor(executor)
              .maxInboundMessageSize(CALL_BYTES)
              // Clients ping idle connections, each as often as it likes.
              .permitKeepAliveTime(1, TimeUnit.SECONDS)
              .permitKeepAliveWithoutCalls(true)
              .addService(new TopicServer(resources))
              .addService(new SubscriptionServer(resources, faults))
              .addService(new SchemaServer(resources.schemas()))
              .build()
              .start();
    } catch (IOException e) {
      ticker.shutdown();
      executor.shutdown();
      throw new UncheckedIOException(
          "the local Pub/Sub server did not start on port " + port + ": " + e.getMessage(), e);
    }
    ticker.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** A fault of ours must not end the ticks. */
  private void tick() {
    try {
      resources.tick();
    } catch (RuntimeException e) {
      LOG.error("the local Pub/Sub server failed", e);
    }
  }

  /** On a free port, without faults. */
  public static PubSubServer onLoopback() {
    return onLoopback(0, PubSubFaults.NONE);
  }

  public static PubSubServer onLoopback(int port, PubSubFaults faults) {
    return new PubSubServer(port, PubSubLimits.DEFAULT, faults, System::currentTimeMillis);
  }

  public int port() {
    return server.getPort();
  }

  /** What clients know as {@code PUBSUB_EMULATOR_HOST}: plaintext, no credentials. */
  public String address() {
    return "127.0.0.1:" + port();
  }

  /**
   * {@code projects/P/topics/T}.
   *
   * @throws IllegalArgumentException when it cannot be called so, or is there already
   */
  public void createTopic(String topic) {
    created(() -> resources.create(Topic.newBuilder().setName(topic).build()));
  }

  /**
   * {@code projects/P/subscriptions/S}, with all that the service would fill in.
   *
   * @throws IllegalArgumentException when it cannot be called so, is there already, or the topic is
   *     not
   */
  public void createSubscription(String subscription, String topic) {
    created(() ->
        resources.create(Subscription.newBuilder().setName(subscription).setTopic(topic).build()));
  }

  private static void created(Runnable creation) {
    try {
      creation.run();
    } catch (StatusRuntimeException e) {
      throw new IllegalArgumentException(e.getStatus().getDescription(), e);
    }
  }

  /** Messages that the subscription holds in memory, whatever became of them. */
  public int messages(String subscription) {
    return resources.subscription(subscription).backlog().messages();
  }

  /** Messages that its subscribers hold, delivered and not yet acknowledged. */
  public int outstanding(String subscription) {
    return resources.subscription(subscription).backlog().leased();
  }

  /** Streams end with a status after which clients try again. */
  @Override
  public void close() {
    ticker.shutdown();
    resources.close();
    server.shutdown();
    try {
      if (!server.awaitTermination(1, TimeUnit.SECONDS)) {
        server.shutdownNow();
        server.awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS);
      }
      executor.shutdown();
      executor.awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
