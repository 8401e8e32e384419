// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.protobuf.UnsafeByteOperations;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes log entries to a local server as a sink of Cloud Logging does, one a message, in one
 * order: the same entries get the same message ids.
 */
public final class LogPublisher implements AutoCloseable {

  private static final long FULL_NANOS = Duration.ofMillis(50).toNanos();

  private final String topic;
  private final ManagedChannel channel;
  private final PublisherGrpc.PublisherBlockingStub stub;

  /**
   * @param address host:port of the server
   */
  public LogPublisher(String address, String topic) {
    this.topic = topic;
    channel = ManagedChannelBuilder.forTarget(address).usePlaintext().build();
    stub = PublisherGrpc.newBlockingStub(channel);
  }

  /**
   * Returns when Pub/Sub has them; waits while its memory is full.
   *
   * @param entries in JSON, no more than a thousand; not changed by the caller afterwards
   * @throws StatusRuntimeException when it does not take them
   */
  public void publish(List<byte[]> entries) {
    PublishRequest.Builder request = PublishRequest.newBuilder().setTopic(topic);
    for (byte[] entry : entries) {
      request.addMessages(
          PubsubMessage.newBuilder().setData(UnsafeByteOperations.unsafeWrap(entry)));
    }
    while (!publish(request.build())) {
      LockSupport.parkNanos(FULL_NANOS);
    }
  }

  private boolean publish(PublishRequest request) {
    try {
      stub.publish(request);
      return true;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.RESOURCE_EXHAUSTED) {
        throw e;
      }
      return false;
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
