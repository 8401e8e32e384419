// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import io.fivewhys.LatencyBucket;
import io.fivewhys.ServiceMinute;
import io.fivewhys.contract.LatencyBuckets;
import io.fivewhys.contract.PlatformEventHead;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * What the baselines count in one minute of one revision: requests, errors and the latency
 * histogram, as our hot stage does. They tell no repeats and count no instances, which ours does.
 * Public fields, as Flink wants them.
 */
public final class MinuteCounts {

  private static final int MARGIN = 32;
  private static final int FIXED_BYTES = 7 * Long.BYTES + 2 * Integer.BYTES;

  public long requests;
  public long errors5xx;
  public long errors4xx;
  public long errorsAuth;
  public long errors429;
  public long connections;
  public long zeros;
  public int firstBucket;
  public int[] counts = {};

  void fold(PlatformEventHead head) {
    fold(head.status, head.latencyNanos, head.connection);
  }

  void fold(int status, long latencyNanos, boolean connection) {
    requests++;
    if (status >= 500 && status < 600) {
      errors5xx++;
    } else if (status >= 400 && status < 500) {
      errors4xx++;
      if (status == 401 || status == 403) {
        errorsAuth++;
      } else if (status == 429) {
        errors429++;
      }
    }
    if (connection) {
      connections++;
    } else if (latencyNanos >= 0) {
      count(LatencyBuckets.of(latencyNanos));
    }
  }

  private void count(int bucket) {
    if (bucket == LatencyBuckets.ZERO) {
      zeros++;
      return;
    }
    if (counts.length == 0) {
      firstBucket = bucket - MARGIN;
      counts = new int[2 * MARGIN];
    } else if (bucket < firstBucket) {
      int[] grown = new int[counts.length + firstBucket - bucket + MARGIN];
      System.arraycopy(counts, 0, grown, firstBucket - bucket + MARGIN, counts.length);
      firstBucket = bucket - MARGIN;
      counts = grown;
    } else if (bucket >= firstBucket + counts.length) {
      counts = Arrays.copyOf(counts, bucket - firstBucket + MARGIN);
    }
    counts[bucket - firstBucket]++;
  }

  /**
   * @param key of the event: project/location/kind/component/revision
   */
  ServiceMinute toMinute(String key, long startMillis) {
    String[] parts = key.split("/", -1);
    return ServiceMinute.newBuilder()
        .setProject(parts[0])
        .setLocation(parts[1])
        .setService(parts[3])
        .setRevision(parts[4])
        .setWindowStart(startMillis * 1_000)
        .setClosed(true)
        .setRequests(requests)
        .setErrors5xx(errors5xx)
        .setErrors4xx(errors4xx)
        .setErrorsAuth(errorsAuth)
        .setErrors429(errors429)
        .setErrorRate(requests == 0 ? null : (double) errors5xx / requests)
        .setConnections(connections)
        .setLatencyHistogram(histogram())
        .setInstances(0L)
        .setInstanceStarts(0L)
        .setInstanceExits(0L)
        .setLateEntries(0L)
        .setSignatures(List.of())
        .build();
  }

  private List<LatencyBucket> histogram() {
    List<LatencyBucket> buckets = new ArrayList<>();
    if (zeros > 0) {
      buckets.add(new LatencyBucket(LatencyBuckets.ZERO, zeros));
    }
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        buckets.add(new LatencyBucket(firstBucket + i, (long) counts[i]));
      }
    }
    return buckets;
  }

  /** Plain and quick: fixed-width numbers, the array as it is. */
  static Serde<MinuteCounts> serde() {
    return Serdes.serdeFrom((topic, value) -> value.toBytes(), deserializer());
  }

  private static Deserializer<MinuteCounts> deserializer() {
    return (topic, bytes) -> fromBytes(bytes);
  }

  private byte[] toBytes() {
    ByteBuffer buffer = ByteBuffer.allocate(FIXED_BYTES + counts.length * Integer.BYTES);
    buffer.putLong(requests).putLong(errors5xx).putLong(errors4xx).putLong(errorsAuth);
    buffer.putLong(errors429).putLong(connections).putLong(zeros);
    buffer.putInt(firstBucket).putInt(counts.length);
    buffer.asIntBuffer().put(counts);
    return buffer.array();
  }

  private static MinuteCounts fromBytes(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    MinuteCounts read = new MinuteCounts();
    read.requests = buffer.getLong();
    read.errors5xx = buffer.getLong();
    read.errors4xx = buffer.getLong();
    read.errorsAuth = buffer.getLong();
    read.errors429 = buffer.getLong();
    read.connections = buffer.getLong();
    read.zeros = buffer.getLong();
    read.firstBucket = buffer.getInt();
    read.counts = new int[buffer.getInt()];
    buffer.asIntBuffer().get(read.counts);
    return read;
  }
}
