// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fivewhys.RejectedEntry;
import io.fivewhys.contract.Topics;
import io.fivewhys.local.LocalBroker;
import io.fivewhys.local.warehouse.WarehouseQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The services as processes of their own, on a real broker: ready, asked to stop, gone. */
@Timeout(180)
class ServiceCommandsTest {

  private static final int REJECTS = 1_000;

  @TempDir Path directory;
  private LocalBroker broker;

  @BeforeEach
  void start() {
    broker = new LocalBroker(directory.resolve("kafka")).start();
    broker.createTopics(Topics.ALL, 2);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void processors_become_ready_and_end_with_0_when_asked_to_stop() throws Exception {
    try (ServiceProcess processors = process("processors", Map.of())) {
      processors.awaitReady();

      assertThat(processors.get("healthz").statusCode()).isEqualTo(200);
      assertThat(processors.get("metrics").body()).contains("jvm_memory_used_bytes");
      assertThat(processors.terminate()).isZero();
      assertThat(members("fivewhys-processors")).isZero();
    }
  }

  @Test
  void sinks_finish_what_is_in_hand_and_leave_their_group_when_asked_to_stop() throws Exception {
    Path file = directory.resolve("warehouse.duckdb");
    produceRejects();
    try (ServiceProcess sinks = process("sinks", Map.of("warehouse.file", file.toString()))) {
      sinks.awaitReady();

      assertThat(sinks.terminate()).isZero();
      assertThat(members("fivewhys-warehouse")).isZero();
    }
    assertThat(
            WarehouseQuery.run(
                    file, "SELECT count(*) = count(DISTINCT source) FROM rejected_entries")
                .rows())
        .isEqualTo(List.of(List.of(true)));
  }

  @Test
  void every_line_of_a_service_is_an_object_as_cloud_logging_takes_it() throws Exception {
    try (ServiceProcess processors = process("processors", Map.of())) {
      processors.awaitReady();
      processors.terminate();

      assertThat(processors.log()).isNotEmpty();
      for (String line : processors.log()) {
        JsonNode entry = new ObjectMapper().readTree(line);
        assertThat(entry.path("severity").asText()).isIn("INFO", "WARNING", "ERROR");
        assertThat(entry.path("message").asText()).isNotEmpty();
        assertThat(entry.path("time").asText()).endsWith("Z");
        assertThat(entry.path("logging.googleapis.com/labels").path("service").asText())
            .isEqualTo("processors");
      }
    }
  }

  @Test
  void an_outage_of_kafka_is_said_and_waited_out() throws Exception {
    Path file = directory.resolve("warehouse.duckdb");
    try (ServiceProcess processors = process("processors", Map.of());
        ServiceProcess sinks = process("sinks", Map.of("warehouse.file", file.toString()))) {
      processors.awaitReady();
      sinks.awaitReady();

      broker.close();
      assertThat(processors.await("readyz", 503)).contains("no connection to Kafka");
      assertThat(sinks.await("readyz", 503)).contains("no connection to Kafka");
      assertThat(processors.get("healthz").statusCode()).isEqualTo(200);
      broker.start();

      processors.awaitReady();
      sinks.awaitReady();
      produceRejects();
      while (!sinks
          .get("metrics")
          .body()
          .contains("fivewhys_sinks_rows_total{table=\"rejected_entries\"} 1000.0")) {
        assertThat(sinks.ends(100, TimeUnit.MILLISECONDS)).isFalse();
      }
      assertThat(sinks.terminate()).isZero();
      assertThat(processors.terminate()).isZero();
    }
  }

  @Test
  void a_fault_of_ours_ends_the_service_with_1_and_says_why() throws Exception {
    // Given the header of a message whose schema nobody knows
    byte[] unknown = {(byte) 0xC3, 1, 8, 7, 6, 5, 4, 3, 2, 1, 0};
    Path file = directory.resolve("warehouse.duckdb");
    try (ServiceProcess sinks = process("sinks", Map.of("warehouse.file", file.toString()));
        KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.send(new ProducerRecord<>(Topics.SERVICE_MINUTES.name(), unknown)).get();

      assertThat(sinks.awaitEnd()).isEqualTo(1);
      assertThat(sinks.log()).anyMatch(line -> line.contains("sinks stopped by itself: "));
    }
  }

  @Test
  void topics_that_cannot_be_used_end_the_service_with_2_and_say_what_to_do() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      ConfigResource events = new ConfigResource(ConfigResource.Type.TOPIC, Topics.EVENTS.name());
      admin
          .incrementalAlterConfigs(
              Map.of(
                  events,
                  List.of(
                      new AlterConfigOp(new ConfigEntry("cleanup.policy", "compact"), OpType.SET))))
          .all()
          .get();
    }
    try (ServiceProcess processors = process("processors", Map.of())) {
      assertThat(processors.awaitEnd()).isEqualTo(2);
      assertThat(processors.log())
          .anyMatch(line -> line.contains("cleanup.policy is compact and has to be delete"));
    }
  }

  @Test
  void a_service_that_lacks_settings_says_all_of_them_at_once() throws Exception {
    try (ServiceProcess sinks =
        new ServiceProcess("sinks", directory.resolve("sinks.log"), Map.of("report.port", "1"))) {
      assertThat(sinks.awaitEnd()).isEqualTo(2);
      assertThat(sinks.log())
          .anyMatch(line -> line.contains("kafka.bootstrap"))
          .anyMatch(line -> line.contains("warehouse.file"))
          .anyMatch(line -> line.contains("report.port"));
    }
  }

  private ServiceProcess process(String name, Map<String, String> settings) throws IOException {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("kafka.bootstrap", broker.bootstrap());
    return new ServiceProcess(name, directory.resolve(name + ".log"), all);
  }

  private int members(String group) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      ConsumerGroupDescription description =
          admin.describeConsumerGroups(List.of(group)).all().get().get(group);
      return description.members().size();
    }
  }

  private void produceRejects() {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      Stream.iterate(0, i -> i < REJECTS, i -> i + 1)
          .map(i -> new RejectedEntry("malformed_json", "at byte 3", "logs.json:" + i, "{"))
          .forEach(reject ->
              producer.send(
                  new ProducerRecord<>(
                      Topics.REJECTED.name(), Topics.REJECTED.codec().encode(reject))));
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrap()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
