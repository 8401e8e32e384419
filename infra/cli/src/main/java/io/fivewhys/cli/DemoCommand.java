// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.IngestCounts;
import io.fivewhys.local.Folders;
import io.fivewhys.local.demo.DemoApp;
import io.fivewhys.local.demo.DemoIncident;
import io.fivewhys.local.demo.Recording;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole pipeline on this machine, fed with the recorded incident. */
@Command(
    name = "demo",
    description =
        "Plays a recorded incident through local Pub/Sub and an embedded Kafka broker: ingest, the processors, the warehouse and escalation events, with a live page on loopback.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  /** The source falls silent at the end of the recording; nobody wants to wait minutes for that. */
  private static final Map<String, String> DEFAULTS = Map.of(Settings.IDLE.key(), "5s");

  @Option(
      names = "--speed",
      paramLabel = "N",
      defaultValue = "60",
      description =
          "Seconds of the recording in one second; default ${DEFAULT-VALUE}: the hour takes a minute.")
  private double speed = 60;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "8080",
      description = "Of the page on 127.0.0.1; 0 takes a free one; default ${DEFAULT-VALUE}.")
  private int port = 8080;

  @Option(
      names = "--once",
      description = "End when the recording is played and counted, instead of serving on.")
  private boolean once;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description =
          "Write the recorded incident's log entries into FILE, as gcloud exports them, and end.")
  private @Nullable Path record;

  @Mixin private SettingsOptions settingsOptions = new SettingsOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // given by picocli
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!(speed > 0)) {
      throw new Failures.UsageException("--speed must be above 0");
    }
    SettingsOptions.Loaded loaded = settingsOptions.load(System.getenv(), DEFAULTS);
    Recording recording = DemoIncident.record(DemoIncident.START, 1);
    if (record != null) {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(record))) {
        recording.writeArrayTo(out);
      }
      return ExitCode.DONE;
    }
    CountDownLatch cleanedUp = Interrupter.ofThisThread();
    Path directory = Files.createTempDirectory("fivewhys-demo-");
    try {
      play(recording, loaded, directory);
    } catch (InterruptedException e) {
      spec.commandLine().getErr().println("ended");
    } finally {
      Folders.delete(directory);
      cleanedUp.countDown();
    }
    return ExitCode.DONE;
  }

  private void play(Recording recording, SettingsOptions.Loaded loaded, Path directory)
      throws IOException, InterruptedException {
    PrintWriter console = spec.commandLine().getOut();
    try (DemoApp demo =
        new DemoApp(
            loaded.settings(),
            loaded.configuration(),
            directory,
            port,
            new LiveIncidents(console))) {
      demo.start();
      console.printf("page: %s%n", demo.page());
      console.printf(
          "escalation events, from another terminal: FIVEWHYS_PUBSUB_ENDPOINT=%s ./fivewhys escalations --follow --subscription %s%n",
          demo.pubSub(), DemoApp.ESCALATIONS);
      console.printf(
          "playing an hour of %,d log entries, from %s on, %s times faster%n",
          recording.entries().size(), DemoIncident.START, speed);
      IngestCounts counts = demo.play(recording.entries(), speed);
      console.printf("played: %s%n", counts);
      demo.awaitClosed(counts);
      console.printf(
          "counted %,d, dropped %,d duplicates; every minute is closed%n",
          demo.counts().counted.sum(), demo.counts().duplicates.sum());
      if (!once) {
        console.printf("serving on at %s; Ctrl-C ends it%n", demo.page());
        new CountDownLatch(1).await();
      }
    }
  }
}
