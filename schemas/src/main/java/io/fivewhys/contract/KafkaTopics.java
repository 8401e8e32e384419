// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics as brokers have them: created where they are not there, and looked at where they are.
 * One that is there is never changed.
 */
public final class KafkaTopics {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);

  private static final String MESSAGE_BYTES = "max.message.bytes";

  /** What ingest sends at most; it is the brokers' default too. */
  private static final int LONGEST_MESSAGE = 1 << 20;

  /** Brokers that are out of reach are to be known of soon. */
  private static final int ANSWER_MILLIS = 10_000;

  private final Map<String, Object> connection;
  private final int partitions;
  private final int replication;
  private final boolean create;

  /**
   * What is found out about one topic.
   *
   * @param fault what keeps it from being used, and what to do; null for nothing
   * @param note what is otherwise than wanted and does no harm now; null for nothing
   */
  public record Finding(Topic<?> topic, @Nullable String fault, @Nullable String note) {}

  /** Topics that are not as they have to be, all of them, and what to do about each. */
  public static final class UnusableTopicsException extends RuntimeException {
    UnusableTopicsException(List<String> faults) {
      super("topics cannot be used:\n  " + String.join("\n  ", faults));
    }
  }

  public KafkaTopics(Settings settings) {
    this(
        KafkaConnection.properties(settings),
        settings.get(Settings.KAFKA_PARTITIONS),
        settings.get(Settings.KAFKA_REPLICATION),
        settings.get(Settings.KAFKA_CREATE_TOPICS));
  }

  /**
   * @param partitions of topics that are created
   * @param replication of those; 0 for the brokers' default
   * @param create whether there are any
   */
  public KafkaTopics(
      Map<String, Object> connection, int partitions, int replication, boolean create) {
    this.connection = new TreeMap<>(connection);
    this.connection.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS / 2);
    this.connection.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    this.partitions = partitions;
    this.replication = replication;
    this.create = create;
  }

  /**
   * Returns once the topics can be used.
   *
   * @throws UnusableTopicsException listing every topic that cannot
   * @throws KafkaException when brokers do not answer or refuse
   */
  public void prepare(Collection<? extends Topic<?>> topics) {
    try (Admin admin = Admin.create(connection)) {
      List<Topic<?>> missing = missing(admin, topics);
      List<String> faults = new ArrayList<>();
      if (create) {
        missing.forEach(topic -> create(admin, topic));
        awaitKnown(admin, missing);
      } else {
        missing.forEach(topic -> faults.add(missing(topic)));
      }
      for (Finding finding : findings(admin, without(topics, missing))) {
        if (finding.fault() != null) {
          faults.add(finding.fault());
        } else if (finding.note() != null) {
          LOG.warn("{}", finding.note());
        }
      }
      if (!faults.isEmpty()) {
        throw new UnusableTopicsException(faults);
      }
    }
  }

  /**
   * Looks, and creates nothing.
   *
   * @throws KafkaException when brokers do not answer or refuse
   */
  public List<Finding> inspect(Collection<? extends Topic<?>> topics) {
    try (Admin admin = Admin.create(connection)) {
      List<Topic<?>> missing = missing(admin, topics);
      List<Finding> findings = new ArrayList<>();
      for (Topic<?> topic : missing) {
        findings.add(
            create
                ? new Finding(
                    topic, null, topic.name() + " is not there; a service that starts creates it")
                : new Finding(topic, missing(topic), null));
      }
      findings.addAll(findings(admin, without(topics, missing)));
      return findings;
    }
  }

  private static List<Topic<?>> without(
      Collection<? extends Topic<?>> topics, List<Topic<?>> missing) {
    List<Topic<?>> rest = new ArrayList<>(topics);
    rest.removeAll(missing);
    return rest;
  }

  private static List<Topic<?>> missing(Admin admin, Collection<? extends Topic<?>> topics) {
    Map<String, KafkaFuture<TopicDescription>> described =
        admin.describeTopics(names(topics)).topicNameValues();
    List<Topic<?>> missing = new ArrayList<>();
    for (Topic<?> topic : topics) {
      try {
        get(described.get(topic.name()), "describing topic " + topic.name());
      } catch (UnknownTopicOrPartitionException e) {
        missing.add(topic);
      }
    }
    return missing;
  }

  private String missing(Topic<?> topic) {
    return "topic "
        + topic.name()
        + " is not there, and kafka.create_topics is false: create it with "
        + topic.configs();
  }

  private void create(Admin admin, Topic<?> topic) {
    NewTopic wanted =
        new NewTopic(
                topic.name(),
                Optional.of(partitions),
                replication == 0 ? Optional.empty() : Optional.of((short) replication))
            .configs(topic.configs());
    try {
      get(admin.createTopics(List.of(wanted)).all(), "creating topic " + topic.name());
      LOG.info("Created topic {}: {} partitions, {}", topic.name(), partitions, topic.configs());
    } catch (TopicExistsException e) {
      LOG.debug("another one was quicker to create topic {}", topic.name());
    }
  }

  /** Not every broker knows at once of what was created. */
  private static void awaitKnown(Admin admin, List<Topic<?>> created) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWER_MILLIS);
    for (List<Topic<?>> unknown = missing(admin, created);
        !unknown.isEmpty();
        unknown = missing(admin, unknown)) {
      if (System.nanoTime() > deadline) {
        throw new KafkaException("brokers do not know yet of what was created: " + names(unknown));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private List<Finding> findings(Admin admin, List<Topic<?>> topics) {
    if (topics.isEmpty()) {
      return List.of();
    }
    Map<String, TopicDescription> descriptions =
        get(admin.describeTopics(names(topics)).allTopicNames(), "describing the topics");
    List<ConfigResource> resources =
        topics.stream()
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
            .toList();
    Map<ConfigResource, Config> configs;
    try {
      configs = get(admin.describeConfigs(resources).all(), "reading topics' configuration");
    } catch (AuthorizationException e) {
      String unread =
          "The topics' configuration may not be read and is not checked: grant DescribeConfigs";
      return topics.stream().map(topic -> new Finding(topic, null, unread)).toList();
    }
    return topics.stream()
        .map(topic ->
            finding(
                topic,
                descriptions.get(topic.name()),
                configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))))
        .toList();
  }

  private Finding finding(
      Topic<?> topic, @Nullable TopicDescription description, @Nullable Config config) {
    List<String> faults = new ArrayList<>();
    Map<String, String> wanted = topic.configs();
    for (String name : List.of(Topic.CLEANUP, Topic.TIMESTAMPS)) {
      String value = value(config, name);
      if (!Objects.equals(value, wanted.get(name))) {
        faults.add(name + " is " + value + " and has to be " + wanted.get(name));
      }
    }
    if (number(config, MESSAGE_BYTES) < LONGEST_MESSAGE) {
      faults.add(
          MESSAGE_BYTES + " is " + value(config, MESSAGE_BYTES) + ", it takes " + LONGEST_MESSAGE);
    }
    if (!faults.isEmpty()) {
      return new Finding(
          topic,
          "topic "
              + topic.name()
              + ": "
              + String.join("; ", faults)
              + ". Alter it (kafka-configs --alter --topic "
              + topic.name()
              + " --add-config …) or delete it, to be created anew",
          null);
    }
    return new Finding(topic, null, note(topic, description, config));
  }

  private @Nullable String note(
      Topic<?> topic, @Nullable TopicDescription description, @Nullable Config config) {
    List<String> notes = new ArrayList<>();
    long kept = number(config, Topic.RETENTION);
    if (kept >= 0 && kept < topic.retention().toMillis()) {
      notes.add(
          "keeps records for "
              + kept
              + " ms, less than "
              + topic.retention().toMillis()
              + ": readers that are down for longer lose some");
    }
    int replicas =
        description == null
            ? Integer.MAX_VALUE
            : description.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
    if (replicas < replication) {
      notes.add("has " + replicas + " replicas, fewer than kafka.replication says");
    }
    return notes.isEmpty() ? null : "Topic " + topic.name() + " " + String.join(", and ", notes);
  }

  private static @Nullable String value(@Nullable Config config, String name) {
    ConfigEntry entry = config == null ? null : config.get(name);
    return entry == null ? null : entry.value();
  }

  /** The greatest for what is not known: no fault is made of it. */
  private static long number(@Nullable Config config, String name) {
    String value = value(config, name);
    return value == null ? Long.MAX_VALUE : Long.parseLong(value);
  }

  private static List<String> names(Collection<? extends Topic<?>> topics) {
    return topics.stream().map(topic -> topic.name()).toList();
  }

  private static <T> T get(@Nullable KafkaFuture<T> future, String doing) {
    try {
      if (future == null) {
        throw new KafkaException(doing + ": no answer");
      }
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException known) {
        throw known;
      }
      throw new KafkaException(doing + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while " + doing, e);
    }
  }
}
