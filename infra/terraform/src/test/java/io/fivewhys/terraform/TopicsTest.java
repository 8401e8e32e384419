// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fivewhys.contract.KafkaTopics;
import io.fivewhys.contract.Topics;
import io.fivewhys.local.LocalBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real broker's topics, made as Terraform makes them, are topics that services start with. */
@Timeout(120)
class TopicsTest {

  private static final int PARTITIONS = 2;

  @TempDir Path directory;

  @Test
  void services_find_nothing_wrong_with_the_topics_that_terraform_makes() throws Exception {
    try (LocalBroker broker = new LocalBroker(directory).start();
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      admin.createTopics(topics()).all().get();

      KafkaTopics topics =
          new KafkaTopics(Map.of("bootstrap.servers", broker.bootstrap()), PARTITIONS, 1, false);
      assertThat(topics.inspect(Topics.ALL))
          .allSatisfy(finding -> {
            assertThat(finding.fault()).isNull();
            assertThat(finding.note()).isNull();
          });
    }
  }

  private static List<NewTopic> topics() throws Exception {
    Path file = TerraformFiles.FOLDER.resolve("modules/kafka/topics.json");
    List<NewTopic> topics = new ArrayList<>();
    for (JsonNode topic : new ObjectMapper().readTree(file.toFile())) {
      SortedMap<String, String> configs = new TreeMap<>();
      topic
          .path("configs")
          .properties()
          .forEach(config -> configs.put(config.getKey(), config.getValue().asText()));
      topics.add(new NewTopic(topic.path("name").asText(), PARTITIONS, (short) 1).configs(configs));
    }
    return topics;
  }
}
