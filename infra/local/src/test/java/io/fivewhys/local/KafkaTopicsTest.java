// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fivewhys.contract.KafkaTopics;
import io.fivewhys.contract.KafkaTopics.Finding;
import io.fivewhys.contract.KafkaTopics.UnusableTopicsException;
import io.fivewhys.contract.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaTopicsTest {

  @TempDir Path directory;
  private LocalBroker broker;

  @BeforeEach
  void start() {
    broker = new LocalBroker(directory).start();
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void what_is_created_needs_no_remark_afterwards() throws Exception {
    topics(true).prepare(Topics.ALL);
    topics(true).prepare(Topics.ALL);

    assertThat(topics(false).inspect(Topics.ALL))
        .extracting(Finding::topic, Finding::fault, Finding::note)
        .hasSize(Topics.ALL.size())
        .allMatch(finding -> finding.toList().get(1) == null && finding.toList().get(2) == null);
    assertThat(value(Topics.EVENTS.name(), "retention.ms")).isEqualTo("604800000");
  }

  @Test
  void topics_that_are_otherwise_are_all_told_at_once_and_left_alone() throws Exception {
    create(Topics.EVENTS.name(), Map.of("cleanup.policy", "compact"));
    create(
        Topics.ESCALATIONS.name(),
        Map.of("message.timestamp.type", "LogAppendTime", "max.message.bytes", "1000"));

    assertThatThrownBy(() -> topics(true).prepare(Topics.ALL))
        .isInstanceOf(UnusableTopicsException.class)
        .hasMessageContaining(
            "fivewhys.events: cleanup.policy is compact and has to be delete; message.timestamp.type is CreateTime")
        .hasMessageContaining("fivewhys.escalations: max.message.bytes is 1000");
    assertThat(value(Topics.EVENTS.name(), "cleanup.policy")).isEqualTo("compact");
  }

  @Test
  void missing_topics_are_told_where_none_may_be_created() {
    assertThatThrownBy(() -> topics(false).prepare(List.of(Topics.EVENTS, Topics.REJECTED)))
        .isInstanceOf(UnusableTopicsException.class)
        .hasMessageContaining("fivewhys.events is not there")
        .hasMessageContaining("fivewhys.rejected is not there");
  }

  @Test
  void brokers_that_do_not_answer_are_no_fault_of_the_topics() {
    broker.close();

    assertThatThrownBy(() -> topics(true).prepare(Topics.ALL)).isInstanceOf(KafkaException.class);
  }

  private KafkaTopics topics(boolean create) {
    return new KafkaTopics(
        Map.of(
            "bootstrap.servers",
            broker.bootstrap(),
            "default.api.timeout.ms",
            "2000",
            "request.timeout.ms",
            "1000"),
        2,
        1,
        create);
  }

  private void create(String name, Map<String, String> configs) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      admin.createTopics(List.of(new NewTopic(name, 1, (short) 1).configs(configs))).all().get();
    }
  }

  private String value(String topic, String name) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
      return config.get(name).value();
    }
  }
}
