// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.google.LoggingSource;
import io.fivewhys.local.DataFolder;
import io.fivewhys.local.LocalPipeline;
import io.fivewhys.local.live.SubscriptionApp;
import io.fivewhys.local.live.WatchApp;
import io.fivewhys.local.live.WatchApp.Watched;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Logs live through the whole pipeline in this process: a project's own, or a subscription's. */
@Command(
    name = "watch",
    description = {
      "Watches logs live with everything in this one process: escalations as they come, and a live page on loopback.",
      "Either a project's, through the Logging API with your own credentials: nothing is set up in the project. Or a Pub/Sub subscription's, which a log sink fills: nothing is missed, and with --data nothing is lost or doubled by a restart or a crash."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "For example:",
      "  gcloud auth application-default login",
      "  fivewhys watch --project acme-prod --since 1h --metrics",
      "  fivewhys watch --subscription projects/acme/subscriptions/logs --data /var/lib/fivewhys"
    })
final class WatchCommand implements Callable<Integer> {

  private static final int LOOK_SECONDS = 1;

  @Mixin private ProjectOptions projectOptions = new ProjectOptions();

  @Option(
      names = "--subscription",
      paramLabel = "S",
      description =
          "Instead of --project: projects/P/subscriptions/S in Pub/Sub, which a log sink fills. Entries are acknowledged once they are kept here.")
  private @Nullable String subscription;

  @Option(
      names = "--since",
      paramLabel = "T",
      description =
          "With --project: read the time before first, such as 1h, so that it is known what is usual; default 0s.")
  private @Nullable String since;

  @Option(
      names = "--metrics",
      description =
          "Ask Cloud Monitoring each minute too, for connectors, which log nothing, databases and services: of the project, or the subscription's where ingest.metrics_project names no other.")
  private boolean metrics;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Keep everything in this folder, warehouse.duckdb too, and go on with what is there; default a folder that goes at the end.")
  private @Nullable Path data;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "8080",
      description =
          "Of the page on report.host, 127.0.0.1 by default; 0 takes a free one; default ${DEFAULT-VALUE}.")
  private int port = 8080;

  @Mixin private SettingsOptions settingsOptions = new SettingsOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // given by picocli
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (projectOptions.isProjectGiven() == (subscription != null)) {
      throw new Failures.UsageException(
          "--project or --subscription: one of them says whose logs are watched");
    }
    return subscription == null ? project() : subscription(subscription);
  }

  private DataFolder folder() throws IOException {
    return data == null ? DataFolder.passing("fivewhys-watch-") : DataFolder.lasting(data);
  }

  private LocalPipeline pipeline(SettingsOptions.Loaded loaded, DataFolder folder)
      throws IOException {
    return new LocalPipeline(
        loaded.settings(),
        loaded.configuration(),
        folder,
        port,
        Instant::now,
        new LiveIncidents(spec.commandLine().getOut()));
  }

  private int subscription(String name) throws IOException {
    if (since != null || projectOptions.isFilterGiven()) {
      throw new Failures.UsageException(
          "--since and --filter: go with --project; a subscription brings what its log sink took");
    }
    SettingsOptions.Loaded loaded =
        WatchedSubscription.of(name, metrics).load(settingsOptions, System.getenv());
    try (DataFolder folder = folder()) {
      return ServiceRun.runAlone("watch", loaded.settings(), () -> subscribed(loaded, folder));
    }
  }

  private SubscriptionApp subscribed(SettingsOptions.Loaded loaded, DataFolder folder)
      throws IOException {
    Logging.quietBroker();
    SubscriptionApp app = new SubscriptionApp(loaded.settings(), pipeline(loaded, folder));
    spec.commandLine()
        .getOut()
        .printf("watching %s; page: %s; Ctrl-C ends it%n", subscription, app.page());
    return app;
  }

  private int project() throws IOException {
    // Nobody else has taken any of these entries.
    SettingsOptions.Loaded loaded =
        settingsOptions.load(System.getenv(), Map.of(Settings.INGEST_TAKEOVER.key(), "0s"));
    Watched watched =
        new Watched(
            projectOptions.project(),
            projectOptions.filter(),
            TimeArgument.duration("--since", since == null ? "0s" : since),
            metrics);
    CountDownLatch cleanedUp = Interrupter.ofThisThread();
    try (DataFolder folder = folder()) {
      watch(watched, loaded, folder);
    } catch (InterruptedException e) {
      spec.commandLine().getErr().println("ended");
    } finally {
      cleanedUp.countDown();
    }
    return ExitCode.DONE;
  }

  private void watch(Watched watched, SettingsOptions.Loaded loaded, DataFolder folder)
      throws IOException, InterruptedException {
    PrintWriter console = spec.commandLine().getOut();
    WatchNews news = new WatchNews(watched.project(), spec.commandLine().getErr());
    try (LoggingSource logging =
            new LoggingSource(watched.project(), loaded.settings().get(Settings.LOGGING_ENDPOINT));
        LocalPipeline pipeline = pipeline(loaded, folder);
        WatchApp app =
            new WatchApp(
                watched,
                loaded.settings(),
                logging,
                pipeline,
                Clock.systemUTC(),
                news,
                news::metricsFailed)) {
      pipeline.start();
      app.start();
      console.printf(
          "watching project %s; page: %s; Ctrl-C ends it%n", watched.project(), pipeline.page());
      try {
        awaitEnd(app);
      } finally {
        console.printf("%s%n%s%n", app.counts(), news.summary());
      }
    }
  }

  /** Returns when the watch has ended by itself, which it does only with a failure. */
  private static void awaitEnd(WatchApp app) throws InterruptedException {
    while (true) {
      try {
        app.done().get(LOOK_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        if (app.hasStopped()) {
          throw new IllegalStateException("the pipeline stopped by itself");
        }
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException failure
            ? failure
            : new IllegalStateException("the watch stopped by itself", e.getCause());
      }
    }
  }
}
