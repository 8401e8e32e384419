// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fivewhys.contract.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command's settings come from: defaults, then the file, then the environment. */
final class SettingsOptions {

  @Option(
      names = "--config",
      paramLabel = "F",
      description =
          "YAML file; its 'settings' section is read. Environment variables FIVEWHYS_… come before it.")
  private @Nullable Path config;

  /**
   * @throws Settings.InvalidSettingsException listing every fault
   * @throws IOException when the file cannot be read
   */
  Settings load(Map<String, String> environment) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    if (config != null) {
      flatten("", section(config), texts);
    }
    texts.putAll(Settings.fromEnvironment(environment));
    return Settings.of(texts);
  }

  private static JsonNode section(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new Failures.UsageException(file + ": no such file, or not readable");
    }
    try {
      JsonNode root = new YAMLMapper().readTree(file.toFile());
      return root.path("settings");
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new Failures.UsageException(
          file
              + ": not YAML: "
              + e.getOriginalMessage()
              + " at "
              + e.getLocation().offsetDescription());
    }
  }

  private static void flatten(String prefix, JsonNode node, Map<String, String> texts) {
    node.properties()
        .forEach(member -> {
          String key = prefix + member.getKey();
          if (member.getValue().isObject()) {
            flatten(key + ".", member.getValue(), texts);
          } else {
            texts.put(key, member.getValue().asText());
          }
        });
  }
}
