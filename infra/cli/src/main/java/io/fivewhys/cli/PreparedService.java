// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.KafkaTopics;
import io.fivewhys.contract.Service;
import io.fivewhys.contract.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service that starts once its topics are there. Brokers that do not answer are waited for;
 * topics that cannot be used end it.
 */
final class PreparedService implements Service, MeterBinder {

  private static final Logger LOG = LoggerFactory.getLogger(PreparedService.class);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final Service service;
  private final KafkaTopics topics;
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "service-start");
  private volatile String waiting = "Kafka's topics are not looked at yet.";

  PreparedService(Service service, KafkaTopics topics) {
    this.service = service;
    this.topics = topics;
  }

  @Override
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      if (prepared()) {
        waiting = "";
        service.start();
        service.done().whenComplete((nothing, failure) -> end(failure));
      }
    } catch (RuntimeException | Error e) {
      end(e);
    }
  }

  /** False when it was closed before. */
  private boolean prepared() {
    while (closing.getCount() > 0) {
      try {
        topics.prepare(Topics.ALL);
        return true;
      } catch (KafkaException e) {
        waiting =
            "Kafka's topics cannot be looked at: "
                + e.getMessage()
                + "; see kafka.bootstrap and kafka.security.";
        LOG.warn("{}", waiting);
        pause();
      }
    }
    return false;
  }

  private void pause() {
    try {
      closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(@Nullable Throwable failure) {
    if (failure == null) {
      done.complete(null);
    } else {
      done.completeExceptionally(failure);
    }
  }

  @Override
  public CompletableFuture<@Nullable Void> done() {
    return done;
  }

  @Override
  public List<String> unready() {
    String why = waiting;
    return why.isEmpty() ? service.unready() : List.of(why);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    if (service instanceof MeterBinder binder) {
      binder.bindTo(registry);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    service.close();
  }
}
