// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The page's scripts and styles: what {@code app/files.txt} lists, in the order in which they lean
 * on each other, and the charts. A server gives each as a file; one file of everything holds them
 * joined, so names at the top of the modules must differ.
 */
final class Assets {

  static final String CHARTS = "echarts.js";

  private static final String FOLDER = "app/";

  /** A module's import, which may go over several lines, and the word before what it gives away. */
  private static final Pattern IMPORT = Pattern.compile("(?ms)^import\\s[^;]*?;\\s*?$\\n?");

  private static final Pattern EXPORT = Pattern.compile("(?m)^export (?=[a-z])");

  private final SortedMap<String, String> files;
  private final List<String> order;

  Assets() {
    order = text(FOLDER + "files.txt").lines().filter(line -> !line.isBlank()).toList();
    SortedMap<String, String> texts = new TreeMap<>();
    order.forEach(name -> texts.put(name, text(FOLDER + name)));
    texts.put(CHARTS, echarts());
    files = Collections.unmodifiableSortedMap(texts);
  }

  /** Text by name. */
  SortedMap<String, String> files() {
    return files;
  }

  /** All styles in one. */
  String style() {
    return joined(".css", List.of());
  }

  /** All modules in one, which needs no other. */
  String script() {
    return joined(".js", List.of(IMPORT, EXPORT));
  }

  String charts() {
    return Objects.requireNonNull(files.get(CHARTS));
  }

  static String type(String name) {
    return name.endsWith(".css") ? "text/css" : "text/javascript";
  }

  private String joined(String ending, List<Pattern> without) {
    List<String> texts = new ArrayList<>();
    for (String name : order) {
      if (name.endsWith(ending)) {
        String text = Objects.requireNonNull(files.get(name));
        for (Pattern pattern : without) {
          text = pattern.matcher(text).replaceAll("");
        }
        texts.add(text);
      }
    }
    return texts.stream().collect(Collectors.joining("\n"));
  }

  /** The whole build: the smaller ones draw no heat maps. */
  private static String echarts() {
    Properties artifact = new Properties();
    try (InputStream in = open("/META-INF/maven/org.webjars/echarts/pom.properties")) {
      artifact.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text(
        "/META-INF/resources/webjars/echarts/%s/echarts.min.js"
            .formatted(artifact.getProperty("version")));
  }

  private static String text(String name) {
    try (InputStream in = open(name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
      if (text.contains("</script") || text.contains("</style") || text.contains("<!--")) {
        throw new IllegalStateException(name + " cannot stand inside a page as it is");
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) {
    return Objects.requireNonNull(
        Assets.class.getResourceAsStream(name), () -> name + " is not on the class path");
  }
}
