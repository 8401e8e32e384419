// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks;

import io.fivewhys.contract.KafkaConnection;
import io.fivewhys.contract.Service;
import io.fivewhys.contract.Settings;
import io.fivewhys.sinks.bigquery.KafkaWarehouseSink;
import io.fivewhys.sinks.bigquery.Warehouse;
import io.fivewhys.sinks.pubsub.EscalationPublisher;
import io.fivewhys.sinks.report.ReportServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

/**
 * The sinks as a program: rows into the warehouse, escalations to where they are published, and the
 * live page where there is one. Each goes its own way: an outage of one holds up no other.
 */
public final class SinksApp implements Service, MeterBinder {

  private final @Nullable Warehouse warehouse;
  private final @Nullable KafkaWarehouseSink rows;
  private final @Nullable EscalationPublisher escalations;
  private final @Nullable ReportServer page;
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

  /**
   * @param warehouse where rows go, closed with this; null for nowhere
   * @param page null for none; closed with this
   */
  public SinksApp(Settings settings, @Nullable Warehouse warehouse, @Nullable ReportServer page) {
    this.warehouse = warehouse;
    this.page = page;
    this.rows =
        warehouse == null ? null : new KafkaWarehouseSink(consumer(settings), warehouse, settings);
    String topic = settings.get(Settings.ESCALATIONS_TOPIC);
    this.escalations =
        topic.isEmpty()
            ? null
            : new EscalationPublisher(
                consumer(settings), topic, settings.get(Settings.PUBSUB_ENDPOINT));
  }

  private static Map<String, Object> consumer(Settings settings) {
    Map<String, Object> properties = new HashMap<>();
    // The partitions of a process that died move over within seconds.
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
    properties.putAll(KafkaConnection.properties(settings));
    String instance = settings.get(Settings.SINKS_INSTANCE_ID);
    if (!instance.isEmpty()) {
      properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
    }
    return properties;
  }

  @Override
  public void start() {
    if (rows != null) {
      rows.start();
      endWith(rows.done());
    }
    if (escalations != null) {
      escalations.start();
      endWith(escalations.done());
    }
    if (page != null) {
      page.start();
    }
  }

  private void endWith(CompletableFuture<@Nullable Void> part) {
    part.whenComplete((nothing, failure) -> {
      if (failure == null) {
        done.complete(null);
      } else {
        done.completeExceptionally(failure);
      }
    });
  }

  @Override
  public CompletableFuture<@Nullable Void> done() {
    return done;
  }

  @Override
  public List<String> unready() {
    List<String> reasons = new ArrayList<>();
    if (rows != null) {
      reasons.addAll(rows.unready());
    }
    if (escalations != null) {
      reasons.addAll(escalations.unready());
    }
    return reasons;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    if (rows != null) {
      rows.bindTo(registry);
    }
    if (escalations != null) {
      escalations.bindTo(registry);
    }
  }

  @Override
  public void close() {
    if (page != null) {
      page.close();
    }
    if (rows != null) {
      rows.close();
    }
    if (escalations != null) {
      escalations.close();
    }
    if (warehouse != null) {
      warehouse.close();
    }
    done.complete(null);
  }
}
