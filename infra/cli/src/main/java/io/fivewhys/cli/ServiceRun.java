// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.KafkaTopics;
import io.fivewhys.contract.KafkaTopics.UnusableTopicsException;
import io.fivewhys.contract.Metrics;
import io.fivewhys.contract.Service;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Settings.InvalidSettingsException;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * Runs a service until a signal asks it to stop or it stops by itself: the first ends in exit code
 * 0 once everything in hand is done, the second in 1.
 */
final class ServiceRun {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceRun.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

  /** Makes a service; what it logs while it is made is in the right format already. */
  interface Making {
    Service make() throws IOException;
  }

  private ServiceRun() {}

  /**
   * Once Kafka's topics are there.
   *
   * @param name as the command is called
   */
  static int run(String name, Settings settings, Making making) throws IOException {
    return runAlone(
        name, settings, () -> new PreparedService(making.make(), new KafkaTopics(settings)));
  }

  /** The same of a service that needs nothing to be there before it. */
  static int runAlone(String name, Settings settings, Making making) throws IOException {
    Logging.ofService(name, settings.get(Settings.SERVICE_LOG_FORMAT));
    CompletableFuture<@Nullable Void> stop = new CompletableFuture<>();
    List.of("TERM", "INT")
        .forEach(signal -> Signal.handle(new Signal(signal), received -> stop.complete(null)));
    Service service;
    try {
      service = making.make();
    } catch (KafkaException e) {
      LOG.error("{} cannot start, look at the settings kafka.…: {}", name, root(e).getMessage());
      return ExitCode.USAGE;
    }
    try (ServiceServer server = server(name, settings, service).start()) {
      LOG.info("{} starts; health and metrics at {}", name, server.uri());
      service.start();
      Throwable failure = await(name, stop, service);
      boolean stopped = close(service);
      if (failure instanceof UnusableTopicsException) {
        LOG.error("{} cannot start: {}", name, failure.getMessage());
        return ExitCode.USAGE;
      }
      if (failure != null) {
        LOG.error("{} stopped by itself: {}", name, failure.getMessage(), failure);
        return ExitCode.FAULT;
      }
      LOG.info("{} stopped", name);
      return stopped ? ExitCode.DONE : ExitCode.FAULT;
    }
  }

  private static ServiceServer server(String name, Settings settings, Service service)
      throws IOException {
    String host = settings.get(Settings.SERVICE_HOST);
    int port = settings.get(Settings.SERVICE_PORT);
    try {
      return new ServiceServer(host, port, service, meters(name, service));
    } catch (BindException e) {
      service.close();
      throw new InvalidSettingsException(
          List.of(
              "service.port: cannot listen on "
                  + host
                  + ":"
                  + port
                  + " ("
                  + e.getMessage()
                  + "); another port, or 0 for a free one"));
    }
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    for (Throwable next = root.getCause(); next != null; next = root.getCause()) {
      root = next;
    }
    return root;
  }

  /** Those of the JVM and of the service. */
  private static PrometheusMeterRegistry meters(String name, Service service) {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    List.of(
            new JvmMemoryMetrics(),
            new JvmGcMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new UptimeMetrics())
        .forEach(binder -> binder.bindTo(meters));
    Metrics.READY.bind(meters, name, () -> service.unready().isEmpty() ? 1 : 0);
    if (service instanceof MeterBinder binder) {
      binder.bindTo(meters);
    }
    return meters;
  }

  /** Until the service ends or is to be stopped; says meanwhile whether it does its work. */
  private static @Nullable Throwable await(
      String name, CompletableFuture<@Nullable Void> stop, Service service) {
    CompletableFuture<Object> end = CompletableFuture.anyOf(stop, service.done());
    List<String> said = List.of("");
    while (true) {
      try {
        end.get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return stop.isDone() ? null : new IllegalStateException("the service ended unasked");
      } catch (TimeoutException e) {
        List<String> reasons = service.unready();
        if (!reasons.equals(said)) {
          say(name, reasons);
          said = reasons;
        }
      } catch (ExecutionException e) {
        return e.getCause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
  }

  private static void say(String name, List<String> reasons) {
    if (reasons.isEmpty()) {
      LOG.info("{} is ready", name);
    } else {
      LOG.warn("{} is not ready: {}", name, String.join(" ", reasons));
    }
  }

  /** Whether it came to its end in time. */
  private static boolean close(Service service) {
    CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("service-close")
        .daemon()
        .start(() -> {
          try {
            service.close();
            closed.complete(null);
          } catch (Exception | Error e) {
            closed.completeExceptionally(e);
          }
        });
    try {
      closed.get(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      LOG.error(
          "Not stopped within {} s; what was in hand is taken up by the next run",
          STOP_WITHIN.toSeconds());
    } catch (Exception e) {
      LOG.error("Stopping failed; what was in hand is taken up by the next run", e);
    }
    return false;
  }
}
