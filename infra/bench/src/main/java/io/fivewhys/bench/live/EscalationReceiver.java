// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench.live;

import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Receives escalation events from Pub/Sub, and when each came first. */
public final class EscalationReceiver implements AutoCloseable {

  private static final int MOST = 100;

  /**
   * @param id of the event, the same when it comes again
   * @param payload as published, in hexadecimal digits
   */
  public record Received(
      String id, Map<String, String> attributes, String payload, long atMillis) {}

  private final ManagedChannel channel;
  private final SubscriberGrpc.SubscriberBlockingStub stub;
  private final Map<String, Received> received = new TreeMap<>();
  private final Thread thread = new Thread(this::run, "escalations");
  private int repeats;
  private volatile boolean closing;

  public EscalationReceiver(String endpoint) {
    channel = ManagedChannelBuilder.forTarget(endpoint).usePlaintext().build();
    stub = SubscriberGrpc.newBlockingStub(channel);
    thread.start();
  }

  private void run() {
    while (!closing) {
      try {
        PullResponse pulled =
            stub.pull(
                PullRequest.newBuilder()
                    .setSubscription(LiveServices.ESCALATIONS_SUBSCRIPTION)
                    .setMaxMessages(MOST)
                    .build());
        pulled.getReceivedMessagesList().forEach(this::take);
        if (pulled.getReceivedMessagesCount() > 0) {
          stub.acknowledge(
              AcknowledgeRequest.newBuilder()
                  .setSubscription(LiveServices.ESCALATIONS_SUBSCRIPTION)
                  .addAllAckIds(
                      pulled.getReceivedMessagesList().stream()
                          .map(ReceivedMessage::getAckId)
                          .toList())
                  .build());
        }
      } catch (StatusRuntimeException e) {
        LiveServices.pause(20); // a fault of the server's, or its end
      }
    }
  }

  private synchronized void take(ReceivedMessage each) {
    PubsubMessage message = each.getMessage();
    String id = message.getAttributesOrThrow("ce-id");
    Received first =
        new Received(
            id,
            message.getAttributesMap(),
            HexFormat.of().formatHex(message.getData().toByteArray()),
            System.currentTimeMillis());
    if (received.putIfAbsent(id, first) != null) {
      repeats++;
    }
  }

  /** Each event once, by id. */
  public synchronized List<Received> received() {
    return new ArrayList<>(received.values());
  }

  public synchronized int repeats() {
    return repeats;
  }

  @Override
  public void close() {
    closing = true;
    channel.shutdownNow();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
