// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.InputFiles;
import io.fivewhys.local.Folders;
import io.fivewhys.local.replay.Progress;
import io.fivewhys.local.replay.Replay;
import io.fivewhys.sinks.report.Summary;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A whole replay, from the file to the warehouse and the page, in a JVM with the heap that the
 * command gives it: entries a second over the whole process, its start included, and its peak
 * memory. Beside it, in turns, the script one would write instead: Jackson's tree of each line, and
 * requests counted by revision and minute.
 */
public final class ReplayBench {

  private static final String HEAP = "-Xmx512m";

  private ReplayBench() {}

  /** What a child process measured of itself. */
  private record Run(double entriesPerSecond, long peakMegabytes, Map<String, Long> phaseMillis) {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length == 3 && !arguments[0].startsWith("--")) {
      child(arguments[0], Path.of(arguments[1]), Path.of(arguments[2]));
      return;
    }
    BenchOptions options =
        BenchOptions.parse(arguments, Map.of("entries", "500000", "rounds", "3", "seed", "1"));
    int entries = (int) options.number("entries");
    int rounds = (int) options.number("rounds");
    Path directory = Files.createTempDirectory("fivewhys-replay-bench-");
    try {
      Path file = directory.resolve("logs.ndjson");
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        SampleEntries sample = new SampleEntries(options.number("seed"));
        for (int written = 0; written < entries; written += 10_000) {
          out.write(sample.lines(Math.min(10_000, entries - written)));
        }
      }
      System.out.printf(
          Locale.ROOT, "%,d entries, %,d MB, heap %s%n", entries, Files.size(file) >> 20, HEAP);
      Run[] replays = new Run[rounds];
      Run[] scripts = new Run[rounds];
      for (int round = 0; round < rounds; round++) {
        replays[round] = run("replay", file, directory.resolve("out"), entries);
        scripts[round] = run("script", file, directory.resolve("out"), entries);
        System.out.printf(
            Locale.ROOT,
            "round %d: replay %,9.0f entries/s, %,4d MB, %s; script %,9.0f entries/s, %,4d MB%n",
            round + 1,
            replays[round].entriesPerSecond(),
            replays[round].peakMegabytes(),
            replays[round].phaseMillis(),
            scripts[round].entriesPerSecond(),
            scripts[round].peakMegabytes());
      }
      Run replay = median(replays);
      System.out.printf(
          Locale.ROOT,
          "{\"fivewhys\":%.0f,\"script\":%.0f,\"peak_mb\":%d,\"limit\":\"%s\"}%n",
          replay.entriesPerSecond(),
          median(scripts).entriesPerSecond(),
          Arrays.stream(replays).mapToLong(Run::peakMegabytes).max().orElse(0),
          replay.phaseMillis());
    } finally {
      Folders.delete(directory);
    }
  }

  private static Run median(Run[] runs) {
    Run[] sorted = runs.clone();
    Arrays.sort(sorted, Comparator.comparingDouble(Run::entriesPerSecond));
    return sorted[sorted.length / 2];
  }

  private static Run run(String what, Path file, Path out, int entries)
      throws IOException, InterruptedException {
    long started = System.nanoTime();
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                HEAP,
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                ReplayBench.class.getName(),
                what,
                file.toString(),
                out.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String answer;
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      answer = reader.lines().reduce((first, second) -> second).orElse("");
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(what + " failed");
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    JsonNode measured = new ObjectMapper().readTree(answer);
    Map<String, Long> phases = new TreeMap<>();
    measured
        .path("phases")
        .properties()
        .forEach(phase -> phases.put(phase.getKey(), phase.getValue().asLong()));
    if (measured.path("entries").asLong() != entries) {
      throw new IllegalStateException(what + " saw other entries: " + answer);
    }
    return new Run(entries / seconds, measured.path("peak_kb").asLong() >> 10, phases);
  }

  private static void child(String what, Path file, Path out) throws IOException {
    Phases phases = new Phases();
    long entries =
        switch (what) {
          case "replay" -> replay(file, out, phases);
          case "script" -> script(file);
          default -> throw new IllegalArgumentException(what);
        };
    System.out.printf(
        Locale.ROOT,
        "{\"entries\":%d,\"peak_kb\":%d,\"phases\":%s}%n",
        entries,
        peakKilobytes(),
        phases.json());
  }

  private static long replay(Path file, Path out, Phases phases) throws IOException {
    List<InputFiles.Input> inputs =
        InputFiles.expand(List.of(file.toString()), InputStream.nullInputStream());
    Summary summary =
        new Replay(
                Settings.defaults(), System::nanoTime, Runtime.getRuntime().availableProcessors())
            .run(inputs, out, phases)
            .summary();
    return summary.read();
  }

  private static long script(Path file) throws IOException {
    ObjectReader reader = new ObjectMapper().reader();
    Map<String, long[]> cells = new HashMap<>();
    long[] entries = {0};
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode entry = reader.readTree(line);
        entries[0]++;
        if (entry.path("logName").asText().endsWith("requests")) {
          String cell =
              entry.at("/resource/labels/revision_name").asText()
                  + entry.path("timestamp").asText().substring(0, 16);
          long[] counts = cells.computeIfAbsent(cell, c -> new long[2]);
          counts[0]++;
          counts[1] += entry.at("/httpRequest/status").asInt() >= 500 ? 1 : 0;
        }
      }
    }
    return entries[0];
  }

  /** Peak resident memory of this process as Linux counts it; 0 elsewhere. */
  private static long peakKilobytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  /** When each phase of the replay was last heard of, from the start of the process. */
  private static final class Phases implements Progress {
    private final long started =
        ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
    private long readMillis;
    private long processedMillis;

    @Override
    public void read(long entries, long bytes) {
      readMillis = System.currentTimeMillis() - started;
    }

    @Override
    public void writing() {
      processedMillis = System.currentTimeMillis() - started;
    }

    String json() {
      long total = System.currentTimeMillis() - started;
      return String.format(
          Locale.ROOT,
          "{\"read_ms\":%d,\"process_ms\":%d,\"write_ms\":%d}",
          readMillis,
          processedMillis - readMillis,
          total - processedMillis);
    }
  }
}
