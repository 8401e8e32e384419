// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench.sink;

import io.fivewhys.LatencyBucket;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignatureCount;
import io.fivewhys.contract.LatencyBuckets;
import io.fivewhys.contract.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Closed minutes as the hot stage makes them: log-normal latencies in as many buckets as they fall
 * into, every fourth with two error signatures. The same seed gives the same bytes.
 */
public final class ClosedMinutes {

  /** Requests of a revision in a minute, at most. */
  private static final int REQUESTS = 120;

  private final int minutes;
  private final int partitions;
  private final SplittableRandom random;

  public ClosedMinutes(int minutes, int partitions, long seed) {
    this.minutes = minutes;
    this.partitions = partitions;
    this.random = new SplittableRandom(seed);
  }

  /** A row for each minute, and one for each of its signatures. */
  public long rows() {
    return minutes + 2L * ((minutes + 3) / 4);
  }

  /**
   * Into their topic.
   *
   * @return bytes of all messages
   */
  public long load(String bootstrap) {
    long bytes = 0;
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "compression.type", "lz4", "linger.ms", 20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int number = 0; number < minutes; number++) {
        byte[] message = Topics.SERVICE_MINUTES.codec().encode(minute(number));
        bytes += message.length;
        producer.send(
            new ProducerRecord<>(
                Topics.SERVICE_MINUTES.name(), number % partitions, null, message));
      }
    }
    return bytes;
  }

  private ServiceMinute minute(int number) {
    int requests = 1 + random.nextInt(REQUESTS);
    Map<Integer, Long> counts = new TreeMap<>();
    for (int i = 0; i < requests; i++) {
      long nanos = (long) (40e6 * Math.exp(random.nextGaussian() * 0.7));
      counts.merge(LatencyBuckets.of(nanos), 1L, Long::sum);
    }
    List<LatencyBucket> histogram = new ArrayList<>();
    counts.forEach((bucket, count) -> histogram.add(new LatencyBucket(bucket, count)));
    ServiceMinute minute = new ServiceMinute();
    minute.setProject("acme-prod");
    minute.setLocation("europe-west1");
    minute.setService("checkout-" + number % 60);
    minute.setRevision("checkout-" + number % 60 + "-00042-abc");
    minute.setWindowStart(1_780_000_000_000_000L + number / 60 * 60_000_000L);
    minute.setClosed(true);
    minute.setRequests((long) requests);
    minute.setErrors5xx((long) requests / 50);
    minute.setErrorRate(requests / 50 / (double) requests);
    minute.setLatencyHistogram(histogram);
    minute.setSignatures(number % 4 == 0 ? List.of(signature(1), signature(2)) : List.of());
    return minute;
  }

  private static SignatureCount signature(int number) {
    String text =
        "TypeError: Cannot read properties of undefined (reading 'total') at order.js:<n> "
            + number;
    return new SignatureCount("00000000000000a" + number, text, 3L, text + " of order 8124");
  }
}
