// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench.live;

import com.google.protobuf.UnsafeByteOperations;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import io.fivewhys.local.demo.Entry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.List;

/**
 * Publishes log entries as a sink of Cloud Logging does, one a message, in one order: the same
 * entries get the same message ids.
 */
public final class LogPublisher implements AutoCloseable {

  private static final int BATCH = 500;
  private static final long STEP_MILLIS = 20;

  private final ManagedChannel channel;
  private final PublisherGrpc.PublisherBlockingStub stub;

  public LogPublisher(String endpoint) {
    channel = ManagedChannelBuilder.forTarget(endpoint).usePlaintext().build();
    stub = PublisherGrpc.newBlockingStub(channel);
  }

  /**
   * As fast as they came in, or a number of times faster; returns when the last is published.
   *
   * @param speed seconds of the recording in one second
   */
  public void play(List<Entry> entries, double speed) {
    long began = System.nanoTime();
    long first = entries.get(0).receiveNanos();
    for (int next = 0; next < entries.size(); ) {
      long reached = first + (long) ((System.nanoTime() - began) * speed);
      int due = next;
      while (due < entries.size()
          && due - next < BATCH
          && entries.get(due).receiveNanos() <= reached) {
        due++;
      }
      if (due > next) {
        publish(entries.subList(next, due).stream().map(Entry::json).toList());
        next = due;
      } else {
        LiveServices.pause(STEP_MILLIS);
      }
    }
  }

  /** Returns when Pub/Sub has them. */
  public void publish(List<byte[]> entries) {
    PublishRequest.Builder request = PublishRequest.newBuilder().setTopic(LiveServices.LOGS_TOPIC);
    for (byte[] entry : entries) {
      request.addMessages(
          PubsubMessage.newBuilder().setData(UnsafeByteOperations.unsafeWrap(entry)));
    }
    stub.publish(request.build());
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
