// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The language and libraries of a service: how it words what is wrong, and how its lines reach the
 * log. The words stand in wording.txt, several for a problem, so that no rule can be fitted to one.
 */
enum Dialect {
  PSYCOPG("python-httpx/0.28.1"),
  ASYNCPG("Python/3.12 aiohttp/3.11.11"),
  NODE("axios/1.7.9"),
  JAVA("Java-http-client/21.0.5"),
  GO("Go-http-client/2.0");

  private static final Map<Dialect, Map<Problem, List<Words>>> WORDING = read();

  final String userAgent;

  Dialect(String userAgent) {
    this.userAgent = userAgent;
  }

  /** How a line is written: as text, as JSON with a severity, or as a joined stack trace. */
  enum Form {
    PLAIN,
    JSON,
    TRACE
  }

  /** One way to say it, with blanks for what it is about. */
  record Words(Form form, String text) {}

  Words words(Problem problem, RandomGenerator random) {
    List<Words> all =
        Objects.requireNonNull(
            WORDING.get(this).get(problem), () -> this + " has no words for " + problem);
    return all.get(random.nextInt(all.size()));
  }

  private static Map<Dialect, Map<Problem, List<Words>>> read() {
    Map<Dialect, Map<Problem, List<Words>>> wording = new EnumMap<>(Dialect.class);
    try (InputStream in =
            Objects.requireNonNull(
                Dialect.class.getResourceAsStream("wording.txt"), "wording.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      Map<Problem, List<Words>> section = Map.of();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[")) {
          section = new EnumMap<>(Problem.class);
          wording.put(valueOf(line.substring(1, line.length() - 1)), section);
        } else if (!line.isBlank() && !line.startsWith("#")) {
          String[] parts = line.split(" +", 3);
          section
              .computeIfAbsent(Problem.valueOf(parts[0]), k -> new ArrayList<>())
              .add(
                  new Words(
                      Form.valueOf(parts[1].toUpperCase(Locale.ROOT)),
                      parts[2].replace("\\n", "\n")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("wording.txt cannot be read", e);
    }
    return wording;
  }
}
