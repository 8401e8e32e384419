// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

import io.fivewhys.contract.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * What {@code fivewhys.yaml} says: all of it understood, or every fault at once with its line. Its
 * size, depth and aliases are bounded, so that no file can exhaust us.
 *
 * @param settings by key, as {@link Settings#of} takes them; each is a valid one
 */
public record ConfigurationFile(Configuration configuration, Map<String, String> settings) {

  /** Some thousand objectives. */
  static final int MAX_BYTES = 1 << 20;

  private static final int MAX_DEPTH = 20;
  private static final int MAX_ALIASES = 20;

  /** The schema of the file, for editors. */
  public static final String SCHEMA = "/fivewhys.schema.json";

  /** As without a file. */
  public static final ConfigurationFile NONE =
      new ConfigurationFile(Configuration.DEFAULTS, Map.of());

  /** What the setting {@link Settings#CONFIG} names; the defaults where it names nothing. */
  public static Configuration namedBy(Settings settings) {
    String file = settings.get(Settings.CONFIG);
    return file.isEmpty() ? Configuration.DEFAULTS : read(Path.of(file)).configuration();
  }

  /**
   * @throws InvalidConfigurationException listing every fault
   */
  public static ConfigurationFile read(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw refused(file, "no such file, or not readable");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw refused(file, "cannot be read: " + e.getMessage());
    }
    if (bytes.length > MAX_BYTES) {
      throw refused(file, "longer than 1 MiB: is it the right file?");
    }
    try {
      return parse(
          file.toString(),
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw refused(file, "not UTF-8: save it as such");
    }
  }

  private static InvalidConfigurationException refused(Path file, String why) {
    return new InvalidConfigurationException(List.of(file + ": " + why));
  }

  /**
   * @param name of the file, for the faults
   * @throws InvalidConfigurationException listing every fault
   */
  static ConfigurationFile parse(String name, String yaml) {
    Faults faults = new Faults(name);
    Node root = compose(yaml, faults);
    ConfigurationFile file = NONE;
    if (root != null) {
      ConfigurationReader reader = new ConfigurationReader(new Field("", root, faults), faults);
      file = new ConfigurationFile(reader.configuration(), reader.settings());
    }
    if (!faults.none()) {
      throw new InvalidConfigurationException(faults.list());
    }
    return file;
  }

  private static @Nullable Node compose(String yaml, Faults faults) {
    LoaderOptions limits = new LoaderOptions();
    limits.setCodePointLimit(MAX_BYTES);
    limits.setNestingDepthLimit(MAX_DEPTH);
    limits.setMaxAliasesForCollections(MAX_ALIASES);
    try {
      return new Yaml(limits).compose(new StringReader(yaml));
    } catch (MarkedYAMLException e) {
      boolean star = (e.getContext() + e.getProblem()).contains("alias");
      faults.add(
          "",
          e.getProblemMark(),
          "not YAML: "
              + e.getProblem()
              + (star ? ": a pattern that begins with * needs quotes: '*'" : ""));
    } catch (YAMLException e) {
      faults.add(
          "", null, "not YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
    return null;
  }
}
