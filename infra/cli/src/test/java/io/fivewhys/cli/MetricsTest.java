// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.cloud.pubsub.v1.TopicAdminClient;
import com.google.cloud.pubsub.v1.TopicAdminSettings;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import io.fivewhys.contract.Metric;
import io.fivewhys.contract.Metrics;
import io.fivewhys.local.LocalBroker;
import io.fivewhys.local.demo.DemoIncident;
import io.fivewhys.local.demo.Entry;
import io.fivewhys.local.pubsub.PubSubServer;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of the services are those of the reference, and add up as it says. */
@Timeout(180)
class MetricsTest {

  private static final String BEGIN = "<!-- metrics: tested against the code -->\n";
  private static final String END = "<!-- /metrics -->";
  private static final String TOPIC = "projects/p/topics/logs";
  private static final String SUBSCRIPTION = "projects/p/subscriptions/logs";
  private static final int ENTRIES = 300;
  private static final String MINUTE_ROWS = "fivewhys_sinks_rows_total{table=\"service_minutes\"}";

  @TempDir Path directory;

  /** On a difference, copy the expected text into the README. */
  @Test
  void the_readme_lists_every_metric_as_it_is() throws IOException {
    String readme = Files.readString(Path.of(System.getProperty("fivewhys.root"), "README.md"));
    StringBuilder table = new StringBuilder("| metric | label | |\n|---|---|---|\n");
    for (Metric metric : Metrics.ALL) {
      table.append(
          "| `%s` | %s | %s |\n"
              .formatted(
                  metric.exposedName(),
                  metric.label().isEmpty() ? "" : "`" + metric.label() + "`",
                  metric.doc()));
    }

    assertThat(readme.substring(readme.indexOf(BEGIN) + BEGIN.length(), readme.indexOf(END)))
        .isEqualTo(table.toString());
  }

  @Test
  void what_was_read_is_what_became_of_it_in_every_service() throws Exception {
    try (LocalBroker broker = new LocalBroker(directory.resolve("kafka")).start();
        PubSubServer pubsub = PubSubServer.onLoopback()) {
      pubsub.createTopic(TOPIC);
      pubsub.createSubscription(SUBSCRIPTION, TOPIC);
      publish(pubsub);
      Map<String, String> settings =
          Map.of(
              "kafka.bootstrap",
              broker.bootstrap(),
              "kafka.partitions",
              "2",
              "kafka.replication",
              "1",
              "pubsub.endpoint",
              pubsub.address(),
              "ingest.subscription",
              SUBSCRIPTION,
              "ingest.takeover",
              "0s",
              "windows.idle",
              "1s",
              "warehouse.file",
              directory.resolve("warehouse.duckdb").toString());
      try (ServiceProcess ingest = process("ingest", settings);
          ServiceProcess processors = process("processors", settings);
          ServiceProcess sinks = process("sinks", settings)) {
        Map<String, Double> in =
            await(ingest, now -> now.getOrDefault("fivewhys_ingest_read_total", 0.0) >= ENTRIES);
        assertThat(sum(in, "fivewhys_ingest_entries_total"))
            .isEqualTo(in.get("fivewhys_ingest_read_total"));
        double accepted = in.get("fivewhys_ingest_entries_total{outcome=\"accepted\"}");
        assertThat(accepted).isPositive();

        Map<String, Double> windows =
            await(
                processors,
                now ->
                    sum(now, "fivewhys_windows_events_total") >= accepted
                        && now.get("fivewhys_windows_closed_minutes_total") > 0);
        assertThat(sum(windows, "fivewhys_windows_events_total"))
            .isEqualTo(windows.get("fivewhys_windows_read_total"))
            .isEqualTo(accepted);

        Map<String, Double> out = Map.of();
        do {
          windows = scrape(processors);
          out = await(sinks, now -> now.getOrDefault(MINUTE_ROWS, 0.0) > 0);
        } while (!out.get(MINUTE_ROWS).equals(windows.get("fivewhys_windows_closed_minutes_total"))
            || windows.get("fivewhys_windows_open_minutes") > 0);
        assertThat(sum(out, "fivewhys_sinks_refused_total")).isZero();

        assertThat(names(in, windows, out))
            .containsExactlyInAnyOrderElementsOf(
                Metrics.ALL.stream()
                    .map(Metric::exposedName)
                    .filter(name -> !name.startsWith("fivewhys_escalations_"))
                    .toList());
        assertThat(windows.keySet()).anyMatch(name -> name.startsWith("kafka_stream_"));
      }
    }
  }

  private ServiceProcess process(String name, Map<String, String> settings) throws IOException {
    return new ServiceProcess(name, directory.resolve(name + ".log"), settings);
  }

  private static void publish(PubSubServer pubsub) throws IOException {
    ManagedChannel channel =
        ManagedChannelBuilder.forTarget(pubsub.address()).usePlaintext().build();
    try (TopicAdminClient client =
        TopicAdminClient.create(
            TopicAdminSettings.newBuilder()
                .setTransportChannelProvider(
                    FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)))
                .setCredentialsProvider(NoCredentialsProvider.create())
                .build())) {
      List<PubsubMessage> messages = new ArrayList<>();
      for (Entry entry :
          DemoIncident.record(DemoIncident.START, 1).entries().subList(0, ENTRIES - 2)) {
        messages.add(message(entry.json()));
      }
      messages.add(messages.getLast());
      messages.add(message("{\"no\":".getBytes(StandardCharsets.UTF_8)));
      client.publish(TOPIC, messages);
    } finally {
      channel.shutdownNow();
    }
  }

  private static PubsubMessage message(byte[] data) {
    return PubsubMessage.newBuilder().setData(ByteString.copyFrom(data)).build();
  }

  private static Map<String, Double> await(
      ServiceProcess service, Predicate<Map<String, Double>> enough) throws Exception {
    service.awaitReady();
    while (true) {
      Map<String, Double> now = scrape(service);
      if (enough.test(now)) {
        return now;
      }
      assertThat(service.ends(100, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  private static Map<String, Double> scrape(ServiceProcess service) throws Exception {
    Map<String, Double> values = new TreeMap<>();
    for (String line : service.get("metrics").body().lines().toList()) {
      int end = line.lastIndexOf(' ');
      if (!line.startsWith("#") && end > 0) {
        values.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
      }
    }
    return values;
  }

  private static double sum(Map<String, Double> values, String family) {
    return values.entrySet().stream()
        .filter(value -> value.getKey().startsWith(family + "{"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  @SafeVarargs
  private static Set<String> names(Map<String, Double>... scrapes) {
    return List.of(scrapes).stream()
        .flatMap(scrape -> scrape.keySet().stream())
        .filter(name -> name.startsWith("fivewhys_"))
        .map(name -> name.replaceFirst("\\{.*", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
