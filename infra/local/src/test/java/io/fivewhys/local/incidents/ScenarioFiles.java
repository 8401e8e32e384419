// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.fivewhys.local.demo.Entry;
import io.fivewhys.local.incidents.Scenario.Recorded;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Recordings as files, for use by hand. */
final class ScenarioFiles {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(
              new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
          .enable(SerializationFeature.INDENT_OUTPUT);

  private ScenarioFiles() {}

  /** All scenarios into a folder: {@code FOLDER FIRST_SEED LAST_SEED [NAME…]}. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    List<String> names = List.of(args).subList(3, args.length);
    for (Scenario scenario : Scenarios.ALL) {
      if (!names.isEmpty() && !names.contains(scenario.name())) {
        continue;
      }
      for (int seed = Integer.parseInt(args[1]); seed <= Integer.parseInt(args[2]); seed++) {
        Recorded recorded = scenario.record(seed);
        String name = scenario.name() + "-" + seed;
        write(recorded.entries(), folder.resolve(name + ".ndjson"));
        writeTruth(recorded.truth(), folder.resolve(name + ".truth.json"));
      }
    }
  }

  static Path write(List<Entry> entries, Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (Entry entry : entries) {
        out.write(entry.json());
        out.write('\n');
      }
    }
    return file;
  }

  static void writeTruth(Truth truth, Path file) throws IOException {
    Files.write(file, JSON.writeValueAsBytes(truth));
  }
}
