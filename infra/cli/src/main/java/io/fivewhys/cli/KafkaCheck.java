// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.KafkaConnection;
import io.fivewhys.contract.KafkaTopics;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/** Whether brokers are reached, their topics can be used, and what we may do there. */
final class KafkaCheck {

  private static final int ANSWER_MILLIS = 10_000;

  private KafkaCheck() {}

  static List<Finding> run(Settings settings) {
    String bootstrap = settings.get(Settings.KAFKA_BOOTSTRAP);
    if (bootstrap.isEmpty()) {
      return List.of(Finding.skipped("kafka", "kafka.bootstrap is empty"));
    }
    String subject = "kafka " + bootstrap;
    Map<String, Object> properties;
    try {
      properties = new HashMap<>(KafkaConnection.properties(settings));
    } catch (RuntimeException e) {
      return List.of(Finding.fault(subject, reason(e)));
    }
    properties.put("default.api.timeout.ms", ANSWER_MILLIS);
    properties.put("request.timeout.ms", ANSWER_MILLIS / 2);
    List<Finding> findings = new ArrayList<>();
    try (Admin admin = Admin.create(properties)) {
      findings.add(cluster(admin, subject, settings));
      findings.addAll(topics(settings));
      findings.add(rights(admin));
    } catch (KafkaException | ExecutionException e) {
      findings.add(
          Finding.fault(
              subject,
              reason(e) + "; look at kafka.bootstrap, kafka.security and the way to the brokers"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      findings.add(Finding.skipped(subject, "interrupted"));
    }
    return findings;
  }

  private static Finding cluster(Admin admin, String subject, Settings settings)
      throws ExecutionException, InterruptedException {
    DescribeClusterResult cluster =
        admin.describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true));
    int brokers = cluster.nodes().get().size();
    Set<AclOperation> may = cluster.authorizedOperations().get();
    if (settings.get(Settings.KAFKA_CREATE_TOPICS) && lacks(may, AclOperation.CREATE)) {
      return Finding.fault(
          subject,
          brokers
              + " brokers, but no topics may be created: grant Create on the cluster, or create them and set kafka.create_topics to false");
    }
    return Finding.ok(subject, brokers + " brokers");
  }

  private static List<Finding> topics(Settings settings) {
    return new KafkaTopics(settings)
        .inspect(Topics.ALL).stream()
            .map(found -> {
              String subject = "topic " + found.topic().name();
              String fault = found.fault();
              String note = found.note();
              return fault != null
                  ? Finding.fault(subject, fault)
                  : Finding.ok(subject, note == null ? "as it has to be" : note);
            })
            .toList();
  }

  private static Finding rights(Admin admin) throws ExecutionException, InterruptedException {
    Set<String> there = admin.listTopics().names().get();
    List<String> ours =
        Topics.ALL.stream().map(topic -> topic.name()).filter(there::contains).toList();
    List<String> lacking = new ArrayList<>();
    for (TopicDescription topic :
        admin
            .describeTopics(ours, new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .allTopicNames()
            .get()
            .values()) {
      for (AclOperation operation : List.of(AclOperation.READ, AclOperation.WRITE)) {
        if (lacks(topic.authorizedOperations(), operation)) {
          lacking.add(operation + " on " + topic.name());
        }
      }
    }
    lacking.sort(String::compareTo);
    return lacking.isEmpty()
        ? Finding.ok("kafka rights", "topics that are there may be read and written")
        : Finding.fault("kafka rights", "grant " + String.join(", ", lacking));
  }

  /** Brokers without rules of access do not tell. */
  private static boolean lacks(@Nullable Set<AclOperation> may, AclOperation operation) {
    return may != null
        && !may.isEmpty()
        && !may.contains(operation)
        && !may.contains(AclOperation.ALL);
  }

  /** What failed and, where that is said elsewhere, what of. */
  private static String reason(Exception failure) {
    Throwable told = failure;
    if (failure instanceof ExecutionException && failure.getCause() != null) {
      told = failure.getCause();
    }
    Throwable deepest = told;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest == told
        ? String.valueOf(told.getMessage())
        : told.getMessage() + ": " + deepest.getMessage();
  }
}
