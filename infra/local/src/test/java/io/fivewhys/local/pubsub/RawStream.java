// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.rpc.ClientStream;
import com.google.api.gax.rpc.ResponseObserver;
import com.google.api.gax.rpc.StreamController;
import com.google.cloud.pubsub.v1.stub.GrpcSubscriberStub;
import com.google.cloud.pubsub.v1.stub.SubscriberStub;
import com.google.cloud.pubsub.v1.stub.SubscriberStubSettings;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One stream of the client library without its subscriber, which would answer by itself. */
final class RawStream implements AutoCloseable {

  final BlockingQueue<StreamingPullResponse> responses = new LinkedBlockingQueue<>();
  final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final SubscriberStub stub;
  private final ClientStream<StreamingPullRequest> requests;

  RawStream(Client client, String subscription, int maxMessages) throws IOException {
    stub =
        GrpcSubscriberStub.create(
            SubscriberStubSettings.newBuilder()
                .setTransportChannelProvider(client.channels)
                .setCredentialsProvider(NoCredentialsProvider.create())
                .build());
    requests = stub.streamingPullCallable().splitCall(new Observer());
    requests.send(
        StreamingPullRequest.newBuilder()
            .setSubscription(subscription)
            .setStreamAckDeadlineSeconds(10)
            .setClientId("test")
            .setProtocolVersion(1)
            .setMaxOutstandingMessages(maxMessages)
            .build());
  }

  void ping() {
    requests.send(StreamingPullRequest.getDefaultInstance());
  }

  /** The next ones, as many as that. */
  List<ReceivedMessage> messages(int messages) throws InterruptedException {
    List<ReceivedMessage> received = new ArrayList<>();
    while (received.size() < messages) {
      StreamingPullResponse response =
          responses.poll(PubSubContract.PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(response).as("a response after %s", received.size()).isNotNull();
      received.addAll(response.getReceivedMessagesList());
    }
    assertThat(received).hasSize(messages);
    return received;
  }

  /** Messages that came and were not asked for. */
  long waiting() {
    return responses.stream().mapToInt(StreamingPullResponse::getReceivedMessagesCount).sum();
  }

  @Override
  public void close() {
    requests.closeSend();
  }

  private final class Observer implements ResponseObserver<StreamingPullResponse> {
    @Override
    public void onStart(StreamController controller) {}

    @Override
    public void onResponse(StreamingPullResponse response) {
      responses.add(response);
    }

    @Override
    public void onError(Throwable cause) {
      failure.complete(cause);
    }

    @Override
    public void onComplete() {}
  }
}
