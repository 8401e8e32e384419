// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.google.LoggingSource;
import io.fivewhys.local.Folders;
import io.fivewhys.local.LocalPipeline;
import io.fivewhys.local.live.WatchApp;
import io.fivewhys.local.live.WatchApp.Watched;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A project's logs live through the whole pipeline on this machine, with no infrastructure. */
@Command(
    name = "watch",
    description =
        "Watches a project live through the Logging API with your own credentials: escalations as they come, and a live page on loopback. Nothing is set up in the project.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "For example:",
      "  gcloud auth application-default login",
      "  fivewhys watch --project acme-prod --since 1h --metrics"
    })
final class WatchCommand implements Callable<Integer> {

  private static final int LOOK_SECONDS = 1;

  /** Nobody else has taken any of these entries. */
  private static final Map<String, String> DEFAULTS = Map.of(Settings.INGEST_TAKEOVER.key(), "0s");

  @Mixin private ProjectOptions projectOptions = new ProjectOptions();

  @Option(
      names = "--since",
      paramLabel = "T",
      defaultValue = "0s",
      description =
          "Read the time before first, such as 1h, so that it is known what is usual; default ${DEFAULT-VALUE}.")
  private String since = "0s";

  @Option(
      names = "--metrics",
      description =
          "Ask Cloud Monitoring each minute too, for connectors, which log nothing, databases and services.")
  private boolean metrics;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "8080",
      description = "Of the page on 127.0.0.1; 0 takes a free one; default ${DEFAULT-VALUE}.")
  private int port = 8080;

  @Mixin private SettingsOptions settingsOptions = new SettingsOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // given by picocli
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    SettingsOptions.Loaded loaded = settingsOptions.load(System.getenv(), DEFAULTS);
    Watched watched =
        new Watched(
            projectOptions.project(),
            projectOptions.filter(),
            TimeArgument.duration("--since", since),
            metrics);
    CountDownLatch cleanedUp = Interrupter.ofThisThread();
    Path directory = Files.createTempDirectory("fivewhys-watch-");
    try {
      watch(watched, loaded, directory);
    } catch (InterruptedException e) {
      spec.commandLine().getErr().println("ended");
    } finally {
      Folders.delete(directory);
      cleanedUp.countDown();
    }
    return ExitCode.DONE;
  }

  private void watch(Watched watched, SettingsOptions.Loaded loaded, Path directory)
      throws IOException, InterruptedException {
    PrintWriter console = spec.commandLine().getOut();
    WatchNews news = new WatchNews(watched.project(), spec.commandLine().getErr());
    try (LoggingSource logging =
            new LoggingSource(watched.project(), loaded.settings().get(Settings.LOGGING_ENDPOINT));
        LocalPipeline pipeline =
            new LocalPipeline(
                loaded.settings(),
                loaded.configuration(),
                directory,
                port,
                Instant::now,
                new LiveIncidents(console));
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
