// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.IngestCounts;
import io.fivewhys.local.Folders;
import io.fivewhys.local.demo.DemoApp;
import io.fivewhys.local.demo.DemoIncident;
import io.fivewhys.local.demo.Recording;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole pipeline on this machine, fed with the recorded incident. */
@Command(
    name = "demo",
    description =
        "Plays a recorded incident through an embedded Kafka broker, the processors and the warehouse, with a live page on loopback.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

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
  @org.jspecify.annotations.Nullable
  private Path record;

  @Spec
  @SuppressWarnings("NullAway.Init") // given by picocli
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!(speed > 0)) {
      throw new Failures.UsageException("--speed must be above 0");
    }
    Recording recording = DemoIncident.record(DemoIncident.START, 1);
    if (record != null) {
      try (var out = new java.io.BufferedOutputStream(Files.newOutputStream(record))) {
        recording.writeArrayTo(out);
      }
      return ExitCode.DONE;
    }
    Path directory = Files.createTempDirectory("fivewhys-demo-");
    try {
      return play(recording, directory);
    } finally {
      Folders.delete(directory);
    }
  }

  private int play(Recording recording, Path directory) throws IOException, InterruptedException {
    PrintWriter console = spec.commandLine().getOut();
    CountDownLatch interrupted = new CountDownLatch(1);
    try (DemoApp demo = new DemoApp(settings(), directory, port)) {
      demo.start();
      console.printf("page: %s%n", demo.page());
      console.printf(
          "playing an hour of %,d log entries, from %s on, %s times faster%n",
          recording.entries().size(), DemoIncident.START, speed);
      Thread stop = Thread.ofPlatform().unstarted(interrupted::countDown);
      Runtime.getRuntime().addShutdownHook(stop);
      IngestCounts counts = demo.play(recording.entries(), speed);
      console.printf("played: %s%n", counts);
      demo.awaitClosed(counts);
      console.printf(
          "counted %,d, dropped %,d duplicates; every minute is closed%n",
          demo.counts().counted.sum(), demo.counts().duplicates.sum());
      if (!once) {
        console.printf("serving on at %s; Ctrl-C ends it%n", demo.page());
        interrupted.await();
      }
    }
    return ExitCode.DONE;
  }

  /** The source falls silent at the end of the recording; nobody wants to wait minutes for that. */
  private static Settings settings() {
    Map<String, String> texts = new TreeMap<>(Map.of(Settings.IDLE.key(), "5s"));
    texts.putAll(Settings.fromEnvironment(System.getenv()));
    return Settings.of(texts);
  }
}
