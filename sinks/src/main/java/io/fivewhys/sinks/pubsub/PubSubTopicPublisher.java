// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.pubsub;

import com.google.api.core.ApiFutureCallback;
import com.google.api.core.ApiFutures;
import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.FixedExecutorProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcInterceptorProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.TransportChannel;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.pubsub.v1.Publisher;
import com.google.cloud.pubsub.v1.TopicAdminClient;
import com.google.cloud.pubsub.v1.TopicAdminSettings;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.Encoding;
import com.google.pubsub.v1.PubsubMessage;
import io.fivewhys.Escalation;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A topic of Pub/Sub behind Google's own publisher, in the encoding that the topic's schema asks
 * for. Connection and threads are its own, so that closing it waits for nobody: the publisher alone
 * would try an outage out for ever.
 */
final class PubSubTopicPublisher implements OrderedTopic {

  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration MOST_PAUSE = Duration.ofSeconds(5);
  private static final int THREADS = 2;

  private final String topic;
  private final ScheduledExecutorService executor;
  private final TransportChannel channel;
  private final TransportChannelProvider channels;
  private final CredentialsProvider credentials;
  private final Publisher publisher;
  private volatile @Nullable PublishFault lastFault;
  private PayloadEncoding encoding;

  /**
   * @param endpoint host:port of a local server; empty for Google's
   * @throws PublishException when it is not there, or cannot be reached now
   */
  PubSubTopicPublisher(String topic, String endpoint) {
    this.topic = topic;
    executor =
        Executors.newScheduledThreadPool(
            THREADS, Thread.ofPlatform().name("escalation-publisher-", 0).daemon().factory());
    TransportChannel opened = null;
    try {
      opened = channel(endpoint);
      channel = opened;
      channels = FixedTransportChannelProvider.create(opened);
      credentials =
          endpoint.isEmpty()
              ? TopicAdminSettings.defaultCredentialsProviderBuilder().build()
              : NoCredentialsProvider.create();
      encoding = encoding();
      publisher = publisher();
    } catch (IOException | RuntimeException e) {
      executor.shutdownNow();
      if (opened != null) {
        opened.shutdownNow();
      }
      throw e instanceof PublishException ours ? ours : new PublishException(fault(e), e);
    }
  }

  private TransportChannel channel(String endpoint) throws IOException {
    GrpcInterceptorProvider watching = () -> List.of(new Watching());
    InstantiatingGrpcChannelProvider.Builder builder =
        TopicAdminSettings.defaultGrpcTransportProviderBuilder()
            .setInterceptorProvider(watching)
            .setExecutor(executor);
    if (endpoint.isEmpty()) {
      builder.setEndpoint(TopicAdminSettings.getDefaultEndpoint());
    } else {
      builder.setEndpoint(endpoint).setChannelConfigurator(ManagedChannelBuilder::usePlaintext);
    }
    return builder.build().withHeaders(Map.of()).getTransportChannel();
  }

  private Publisher publisher() throws IOException {
    return Publisher.newBuilder(topic)
        .setEnableMessageOrdering(true)
        .setChannelProvider(channels)
        .setCredentialsProvider(credentials)
        .setExecutorProvider(FixedExecutorProvider.create(executor))
        .setRetrySettings(
            RetrySettings.newBuilder()
                .setInitialRetryDelayDuration(Duration.ofMillis(100))
                .setRetryDelayMultiplier(2)
                .setMaxRetryDelayDuration(MOST_PAUSE)
                .setInitialRpcTimeoutDuration(Duration.ofSeconds(10))
                .setRpcTimeoutMultiplier(1)
                .setMaxRpcTimeoutDuration(Duration.ofSeconds(10))
                .setTotalTimeoutDuration(Duration.ofMinutes(1))
                .build())
        .build();
  }

  /** What the topic's schema takes; binary where it has none, or we may not look. */
  private PayloadEncoding encoding() throws IOException {
    TopicAdminSettings.Builder settings =
        TopicAdminSettings.newBuilder()
            .setTransportChannelProvider(channels)
            .setCredentialsProvider(credentials)
            .setBackgroundExecutorProvider(FixedExecutorProvider.create(executor));
    settings
        .getTopicSettings()
        .setRetrySettings(
            RetrySettings.newBuilder()
                .setInitialRpcTimeoutDuration(ASK_TIMEOUT)
                .setMaxRpcTimeoutDuration(ASK_TIMEOUT)
                .setTotalTimeoutDuration(ASK_TIMEOUT)
                .setMaxAttempts(1)
                .build());
    try (TopicAdminClient admin = TopicAdminClient.create(settings.build())) {
      return admin.getTopic(topic).getSchemaSettings().getEncoding() == Encoding.JSON
          ? PayloadEncoding.JSON
          : PayloadEncoding.BINARY;
    } catch (ApiException e) {
      return switch (e.getStatusCode().getCode()) {
        case PERMISSION_DENIED, UNIMPLEMENTED -> PayloadEncoding.BINARY;
        default -> throw new PublishException(fault(e), e);
      };
    }
  }

  @Override
  public CompletableFuture<String> publish(Escalation escalation) {
    EscalationMessage message = EscalationMessage.of(escalation, encoding);
    CompletableFuture<String> answer = new CompletableFuture<>();
    ApiFutures.addCallback(
        publisher.publish(
            PubsubMessage.newBuilder()
                .setOrderingKey(message.orderingKey())
                .putAllAttributes(message.attributes())
                .setData(ByteString.copyFrom(message.payload()))
                .build()),
        new ApiFutureCallback<String>() {
          @Override
          public void onSuccess(String id) {
            answer.complete(id);
          }

          @Override
          public void onFailure(Throwable failure) {
            answer.completeExceptionally(new PublishException(fault(failure), failure));
          }
        },
        Runnable::run);
    return answer;
  }

  @Override
  public void resume(String orderingKey) {
    PublishFault fault = lastFault;
    if (fault != null && fault.code().equals("INVALID_ARGUMENT")) {
      try {
        encoding = encoding(); // the topic may have been given another schema
      } catch (IOException | PublishException e) {
        lastFault = fault(e);
      }
    }
    publisher.resumePublish(orderingKey);
  }

  @Override
  public @Nullable PublishFault lastFault() {
    return lastFault;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    executor.shutdownNow();
  }

  private static PublishFault fault(Throwable failure) {
    if (failure instanceof PublishException ours) {
      return ours.fault();
    }
    if (failure instanceof ApiException answered) {
      return new PublishFault(answered.getStatusCode().getCode().name(), message(answered));
    }
    return failure instanceof IOException
        ? new PublishFault("UNAUTHENTICATED", message(failure)) // of reading credentials
        : new PublishFault("UNKNOWN", message(failure));
  }

  private static String message(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }

  /** Sees how every call ends, those too that the publisher tries again without a word. */
  private final class Watching implements ClientInterceptor {

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          super.start(
              new SimpleForwardingClientCallListener<>(listener) {
                @Override
                public void onClose(Status status, Metadata trailers) {
                  ended(status);
                  super.onClose(status, trailers);
                }
              },
              headers);
        }
      };
    }

    private void ended(Status status) {
      Throwable cause = status.getCause();
      String text = String.valueOf(status.getDescription());
      lastFault =
          status.isOk()
              ? null
              : new PublishFault(
                  status.getCode().name(), cause == null ? text : text + ": " + cause.getMessage());
    }
  }
}
