// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Settings.InvalidSettingsException;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.objectives.ConfigurationFile;
import io.fivewhys.processors.objectives.InvalidConfigurationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command's settings and objectives come from: defaults, the file, the environment. */
final class SettingsOptions {

  /** What a command runs with. */
  record Loaded(Settings settings, Configuration configuration) {}

  @Option(
      names = "--config",
      paramLabel = "F",
      description =
          "YAML file of objectives, silences, maintenance and settings. Environment variables FIVEWHYS_… come before its settings; FIVEWHYS_CONFIG names the file where this option does not.")
  private @Nullable Path config;

  /**
   * @param defaults settings that this command has otherwise than others
   * @throws InvalidConfigurationException listing every fault of file and environment
   * @throws InvalidSettingsException where there is no file
   */
  Loaded load(Map<String, String> environment, Map<String, String> defaults) {
    return load(path(Settings.fromEnvironment(environment)), environment, defaults);
  }

  /**
   * The same of this file and no other.
   *
   * @param path null for no file
   */
  static Loaded load(
      @Nullable Path path, Map<String, String> environment, Map<String, String> defaults) {
    Map<String, String> ours = Settings.fromEnvironment(environment);
    ConfigurationFile file = file(path, ours);
    Map<String, String> texts = new TreeMap<>(defaults);
    texts.putAll(file.settings());
    texts.putAll(ours);
    return new Loaded(Settings.of(texts), file.configuration());
  }

  /** Throws what is wrong with either at once: a fault of one must not hide those of the other. */
  private static ConfigurationFile file(@Nullable Path file, Map<String, String> environment) {
    if (file == null) {
      return ConfigurationFile.NONE;
    }
    try {
      return ConfigurationFile.read(file);
    } catch (InvalidConfigurationException e) {
      List<String> faults = new ArrayList<>(e.faults());
      try {
        Settings.of(environment);
      } catch (InvalidSettingsException alsoWrong) {
        alsoWrong.faults().forEach(fault -> faults.add("environment: " + fault));
      }
      throw new InvalidConfigurationException(faults);
    }
  }

  private @Nullable Path path(Map<String, String> environment) {
    String named = environment.getOrDefault(Settings.CONFIG.key(), "");
    return config != null || named.isEmpty() ? config : Path.of(named);
  }
}
