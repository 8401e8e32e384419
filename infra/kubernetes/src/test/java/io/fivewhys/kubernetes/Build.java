// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.kubernetes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What may be applied. The files of the base can be read as they are; the others take kubectl, and
 * are skipped where there is none.
 */
enum Build {
  FILES,
  BASE("base"),
  GKE("overlays/gke"),
  GKE_WITH_ALL("overlays/gke", "components/page", "components/configuration");

  static final Path ROOT =
      Path.of(System.getProperty("fivewhys.root")).resolve("infra").resolve("kubernetes");

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final List<String> folders;
  private @Nullable Cluster cluster;

  Build(String... folders) {
    this.folders = List.of(folders);
  }

  Cluster cluster() {
    try {
      Cluster made = cluster;
      if (made == null) {
        made = this == FILES ? files() : new Cluster(read(built()));
        cluster = made;
      }
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every document of a YAML file. */
  static List<HasMetadata> read(String yaml) throws IOException {
    List<HasMetadata> things = new ArrayList<>();
    for (JsonNode document : YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml).readAll()) {
      things.add(Kinds.read(document));
    }
    return things;
  }

  private static Cluster files() throws IOException {
    List<HasMetadata> things = new ArrayList<>();
    for (Path file : manifests(ROOT.resolve("base"))) {
      things.addAll(read(Files.readString(file)));
    }
    things.add(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("settings")
            .endMetadata()
            .withData(variables(ROOT.resolve("base/settings.env")))
            .build());
    return new Cluster(things);
  }

  /** Those files below a folder that a cluster is told of, or parts of them. */
  static List<Path> manifests(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("kustomization.yaml") && !file.endsWith("fivewhys.yaml"))
          .sorted()
          .toList();
    }
  }

  private static Map<String, String> variables(Path file) throws IOException {
    Map<String, String> variables = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.startsWith("#")) {
        String[] parts = line.split("=", 2);
        variables.put(parts[0], parts[1]);
      }
    }
    return variables;
  }

  private String built() throws IOException {
    Path directory = Files.createTempDirectory("fivewhys-kubernetes").toRealPath();
    Path kustomization = directory.resolve("kustomization.yaml");
    Path out = directory.resolve("built.yaml");
    Path faults = directory.resolve("faults.txt");
    try {
      Files.writeString(kustomization, kustomization(directory));
      Process process =
          new ProcessBuilder("kubectl", "kustomize", directory.toString())
              .redirectOutput(out.toFile())
              .redirectError(faults.toFile())
              .start();
      if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(this + ": " + Files.readString(faults));
      }
      return Files.readString(out);
    } catch (IOException e) {
      String why = "kubectl cannot be run, so nothing says whether " + folders + " can be built";
      System.out.println(why);
      assumeTrue(false, why);
      throw e;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      for (Path file : List.of(kustomization, out, faults, directory)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private String kustomization(Path directory) throws IOException {
    StringBuilder text = new StringBuilder("resources: [");
    List<String> paths =
        folders.stream()
            .map(folder -> {
              try {
                return directory.relativize(ROOT.toRealPath().resolve(folder)).toString();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
            .toList();
    text.append(paths.getFirst()).append("]\ncomponents: [");
    return text.append(String.join(", ", paths.subList(1, paths.size()))).append("]\n").toString();
  }
}
