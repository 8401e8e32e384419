// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fivewhys.RejectedEntry;
import io.fivewhys.contract.Topics;
import io.fivewhys.local.LocalBroker;
import io.fivewhys.sinks.bigquery.KafkaWarehouseSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A warehouse on a disk of its own that fills up: needs the right to mount one. */
@Timeout(120)
class FullDiskTest {

  /** More than the free space takes as write-ahead log and table together. */
  private static final int REJECTS = 60_000;

  private static final int FILLER_BYTES = 40 << 20;

  @TempDir Path directory;
  private boolean mounted;

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      run("umount", disk().toString());
    }
  }

  @Test
  void rows_wait_for_space_and_then_land_once() throws Exception {
    Files.createDirectories(disk());
    mounted = run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk().toString());
    assumeTrue(mounted, "no disk can be mounted here");
    // Given
    Path filler = Files.write(disk().resolve("filler"), new byte[FILLER_BYTES]);
    try (LocalBroker broker = new LocalBroker(directory.resolve("kafka")).start()) {
      broker.createTopics(Topics.ALL, 1);
      produce(broker);
      try (LocalWarehouse warehouse = LocalWarehouse.open(disk().resolve("warehouse.duckdb"));
          KafkaWarehouseSink sink =
              new KafkaWarehouseSink(
                      Map.of("bootstrap.servers", broker.bootstrap(), "max.poll.records", 500),
                      warehouse)
                  .start()) {
        while (sink.unready().isEmpty() || sink.counts().setbacks.sum() == 0) {
          waitABit(sink);
        }
        assertThat(sink.unready().getFirst()).contains("Rows wait for the warehouse");
        // When
        Files.delete(filler);
        // Then
        while (sink.counts().rows("rejected_entries").sum() < REJECTS) {
          waitABit(sink);
        }
        assertThat(sink.unready()).isEmpty();
        assertThat(count(warehouse, "count(*)")).isEqualTo(REJECTS);
        assertThat(count(warehouse, "count(DISTINCT source)")).isEqualTo(REJECTS);
      }
    }
  }

  private static void waitABit(KafkaWarehouseSink sink) throws Exception {
    assertThatThrownBy(() -> sink.done().get(20, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  private Path disk() {
    return directory.resolve("disk");
  }

  private static long count(LocalWarehouse warehouse, String what) throws SQLException {
    try (Connection reader = warehouse.reader();
        Statement statement = reader.createStatement();
        ResultSet rows = statement.executeQuery("SELECT " + what + " FROM rejected_entries")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Excerpts of chance, which nothing compresses. */
  private static void produce(LocalBroker broker) {
    SplittableRandom random = new SplittableRandom(1);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int number = 0; number < REJECTS; number++) {
        StringBuilder excerpt = new StringBuilder();
        random.ints(300, ' ', '~').forEach(excerpt::appendCodePoint);
        producer.send(
            new ProducerRecord<>(
                Topics.REJECTED.name(),
                Topics.REJECTED
                    .codec()
                    .encode(
                        new RejectedEntry(
                            "malformed_json", "", "logs.json:" + number, excerpt.toString()))));
      }
    }
  }

  /** Whether it could. */
  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
