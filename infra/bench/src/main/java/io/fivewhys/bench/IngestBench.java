// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.fivewhys.RejectedEntry;
import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.EntrySplitter;
import io.fivewhys.ingest.EventLog;
import io.fivewhys.ingest.IngestCounts;
import io.fivewhys.ingest.Ingestor;
import io.fivewhys.ingest.LogDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;

/**
 * Entries a second of one core's time, which neighbours on the machine cannot take away, from JSON
 * bytes to Avro bytes with their keys. Beside it, in turns: the splitter alone, splitter and
 * decoder without encoding, and the tree that Jackson's databind makes of the same entries, of
 * which nothing is read.
 */
public final class IngestBench {

  private static final int ROUNDS = 15;
  private static final int WARM_UP = 6;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private IngestBench() {}

  @FunctionalInterface
  private interface Way {
    /** Returns how many entries it saw. */
    long run(byte[] lines) throws IOException;
  }

  /** Takes bytes and forgets them. */
  private static final class Discarding implements EventLog {
    private long bytes;

    @Override
    public void append(byte[] key, byte[] event, long eventTimeNanos) {
      bytes += key.length + event.length;
    }

    @Override
    public void reject(RejectedEntry entry) {
      throw new IllegalStateException("a sample entry was rejected: " + entry);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  public static void main(String[] arguments) throws IOException {
    int entries = 100_000;
    long seed = 1;
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      switch (arguments[i]) {
        case "--entries" -> entries = Integer.parseInt(arguments[i + 1]);
        case "--seed" -> seed = Long.parseLong(arguments[i + 1]);
        default -> throw new IllegalArgumentException("no such option: " + arguments[i]);
      }
    }
    byte[] lines = new SampleEntries(seed).lines(entries);
    long bytesPerEntry = lines.length / entries;
    Settings settings = Settings.defaults();
    Discarding log = new Discarding();
    String[] names = {"ingest", "split and decode", "split", "Jackson tree"};
    double[] rates = new double[names.length];
    try (Ingestor ingestor = new Ingestor(settings, log, 1)) {
      LogDecoder decoder = new LogDecoder(settings);
      ObjectReader tree = new ObjectMapper().reader();
      Way[] ways = {
        bytes -> ingest(ingestor, bytes),
        bytes -> decode(decoder, bytes),
        IngestBench::split,
        bytes -> tree(tree, bytes)
      };
      double[][] measured = new double[ways.length][ROUNDS];
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        for (int way = 0; way < ways.length; way++) {
          double rate = rate(ways[way], lines, entries);
          if (round >= 0) {
            measured[way][round] = rate;
          }
        }
      }
      for (int way = 0; way < ways.length; way++) {
        Arrays.sort(measured[way]);
        rates[way] = measured[way][ROUNDS / 2];
      }
      print(names, rates, measured, bytesPerEntry);
    }
    System.out.printf(
        Locale.ROOT,
        "{\"fivewhys\":%.0f,\"jackson_tree\":%.0f,\"ratio\":%.2f,\"bytes_per_entry\":%d,\"limit\":\"%s\"}%n",
        rates[0],
        rates[3],
        rates[0] / rates[3],
        bytesPerEntry,
        limit(rates[0], rates[1], rates[2]));
  }

  /**
   * What one core's time goes to.
   *
   * @param ingest entries a second, all of it
   * @param decode without encoding
   * @param split without decoding
   */
  static String limit(double ingest, double decode, double split) {
    double splitting = share(ingest / split);
    double encoding = share(1 - ingest / decode);
    return String.format(
        Locale.ROOT,
        "one core: %.0f %% of its time finds where entries end, %.0f %% parses and decodes them,"
            + " %.0f %% encodes events",
        splitting,
        100 - splitting - encoding,
        encoding);
  }

  /** Percent; the ways are measured apart, so noise can take one beyond the whole. */
  private static double share(double part) {
    return Math.rint(Math.clamp(part, 0, 1) * 100);
  }

  private static long ingest(Ingestor ingestor, byte[] lines) throws IOException {
    IngestCounts counts = ingestor.ingest("bench", new ByteArrayInputStream(lines));
    return counts.accepted();
  }

  private static long decode(LogDecoder decoder, byte[] lines) throws IOException {
    EntrySplitter splitter = new EntrySplitter(new ByteArrayInputStream(lines), 1 << 20);
    long accepted = 0;
    while (splitter.next()) {
      Object decoded = decoder.decode(splitter.bytes(), splitter.offset(), splitter.length());
      accepted += decoded == null ? 0 : 1;
    }
    return accepted;
  }

  private static long split(byte[] lines) throws IOException {
    EntrySplitter splitter = new EntrySplitter(new ByteArrayInputStream(lines), 1 << 20);
    long found = 0;
    while (splitter.next()) {
      found++;
    }
    return found;
  }

  private static long tree(ObjectReader reader, byte[] lines) throws IOException {
    EntrySplitter splitter = new EntrySplitter(new ByteArrayInputStream(lines), 1 << 20);
    long found = 0;
    while (splitter.next()) {
      JsonNode node = reader.readTree(splitter.bytes(), splitter.offset(), splitter.length());
      found += node.has("logName") ? 1 : 0;
    }
    return found;
  }

  private static double rate(Way way, byte[] lines, int entries) throws IOException {
    long begin = THREADS.getCurrentThreadCpuTime();
    long seen = way.run(lines);
    long nanos = THREADS.getCurrentThreadCpuTime() - begin;
    if (seen != entries) {
      throw new IllegalStateException(seen + " of " + entries + " entries were seen");
    }
    return entries * 1e9 / nanos;
  }

  private static void print(String[] names, double[] rates, double[][] measured, long bytes) {
    System.out.printf(
        Locale.ROOT,
        "%-18s %12s %12s %12s %10s%n",
        "one core",
        "entries/s",
        "slowest",
        "fastest",
        "MB/s");
    for (int way = 0; way < names.length; way++) {
      System.out.printf(
          Locale.ROOT,
          "%-18s %,12.0f %,12.0f %,12.0f %10.0f%n",
          names[way],
          rates[way],
          measured[way][0],
          measured[way][ROUNDS - 1],
          rates[way] * bytes / 1e6);
    }
  }
}
