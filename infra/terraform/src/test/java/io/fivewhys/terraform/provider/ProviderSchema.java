// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fivewhys.terraform.provider.Block.Attribute;
import io.fivewhys.terraform.provider.Block.Nested;
import io.fivewhys.terraform.provider.Block.Nesting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The provider's schema as the classes say that CDK Terrain generates from it: one folder for each
 * resource and data source. The scripts have the names in Terraform, which are blocks, and their
 * types; {@code index.d.ts} has which must be given.
 */
public final class ProviderSchema {

  private static final String PROVIDER = "provider";
  private static final String SCRIPT = "/index.js";

  private static final Pattern PROVIDER_VERSION = Pattern.compile("providerVersion: '([0-9.]+)'");
  private static final Pattern RESOURCE_CLASS =
      Pattern.compile(
          "(?m)^class (\\w+) extends cdktn\\.Terraform(?:Resource|DataSource|Provider)");
  private static final Pattern ENTRY =
      Pattern.compile(
          "\\n {8,12}(\\w+): \\{\\n\\s+value: .*?(?:struct\\.|this\\._)(\\w+)[^\\n]*\\n"
              + "\\s+isBlock: (\\w+),\\n\\s+type: \"(\\w+)\",\\n\\s+storageClassType: \"(\\w+)\"");
  private static final Pattern FIELD =
      Pattern.compile("\\n    _(\\w+) = new ([\\w.]+)\\(this, \"(\\w+)\"(?:, (true|false))?\\)");
  private static final Pattern GETTER =
      Pattern.compile("return (?:cdktn\\.\\w+\\()*this\\.get(\\w+)Attribute\\('(\\w+)'\\)");
  private static final Pattern PROPERTY =
      Pattern.compile("(?m)^    readonly (\\w+)(\\??): ([^;{]+|\\{[^}]*\\}[^;]*);");

  private final SortedMap<String, String> files;

  private ProviderSchema(SortedMap<String, String> files) {
    this.files = files;
  }

  /**
   * Reads what is needed.
   *
   * @param archive the package, a gzipped tar file
   * @param resources such as {@code google_pubsub_topic}
   * @throws IllegalArgumentException naming those that the provider does not have
   */
  public static ProviderSchema read(
      Path archive, Collection<String> resources, Collection<String> dataSources)
      throws IOException {
    SortedSet<String> folders = new TreeSet<>(List.of(PROVIDER));
    resources.forEach(type -> folders.add(resourceFolder(type)));
    dataSources.forEach(type -> folders.add(dataSourceFolder(type)));
    SortedMap<String, String> files = new TreeMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(archive), 1 << 16))) {
      for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
        String[] parts = entry.getName().split("/", 4);
        if (parts.length == 4 && folders.contains(parts[2])) {
          files.put(parts[2] + '/' + parts[3], new String(tar.readAllBytes(), UTF_8));
        }
      }
    }
    folders.removeIf(folder -> files.containsKey(folder + SCRIPT));
    if (!folders.isEmpty()) {
      throw new IllegalArgumentException("the provider has no " + folders);
    }
    return new ProviderSchema(files);
  }

  /** Of the provider, such as 8.7.0. */
  public String version() {
    return files.values().stream()
        .map(PROVIDER_VERSION::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no class names the provider's version"));
  }

  /** What may be said of the provider itself. */
  public Block provider() {
    return block(PROVIDER);
  }

  /**
   * A kind of resource.
   *
   * @param type one of those that were read
   */
  public Block resource(String type) {
    return block(resourceFolder(type));
  }

  /** A kind of data source; as {@link #resource}. */
  public Block dataSource(String type) {
    return block(dataSourceFolder(type));
  }

  private static String resourceFolder(String type) {
    return type.substring("google_".length()).replace('_', '-');
  }

  private static String dataSourceFolder(String type) {
    return "data-" + type.replace('_', '-');
  }

  private Block block(String folder) {
    String index = Objects.requireNonNull(files.get(folder + SCRIPT), folder);
    Matcher resource = RESOURCE_CLASS.matcher(index);
    if (!resource.find()) {
      throw new IllegalStateException(folder + " has no resource");
    }
    String className = resource.group(1);
    String body = index.substring(resource.start());
    String attributes = section(body, "synthesizeHclAttributes() {", "\n    }\n");
    return new Reader(all(folder, ".js"), all(folder, ".d.ts"))
        .read(attributes, body, className + "Config");
  }

  /** What is large is spread over several files. */
  private String all(String folder, String ending) {
    return files.subMap(folder + '/', folder + '0').entrySet().stream()
        .filter(file -> file.getKey().endsWith(ending))
        .map(Map.Entry::getValue)
        .collect(Collectors.joining("\n"));
  }

  private static String section(String text, String from, String to) {
    int start = text.indexOf(from);
    int end = start < 0 ? -1 : text.indexOf(to, start);
    return end < 0 ? "" : text.substring(start, end);
  }

  /** Reads the blocks of one resource. */
  private record Reader(String script, String types) {

    /**
     * @param entries the part of the script that lists what is written into a configuration
     * @param owner of the fields and getters
     * @param shape name of the interface that says what is optional
     */
    Block read(String entries, String owner, String shape) {
      Map<String, Boolean> optional = optional(shape);
      Map<String, Boolean> many = many(owner);
      SortedMap<String, Attribute> attributes = new TreeMap<>();
      SortedMap<String, Nested> blocks = new TreeMap<>();
      Matcher entry = ENTRY.matcher(entries);
      while (entry.find()) {
        String name = entry.group(1);
        boolean required = !optional.getOrDefault(entry.group(2), true);
        boolean block = Boolean.parseBoolean(entry.group(3));
        String type = entry.group(4);
        String storage = entry.group(5);
        if (block) {
          blocks.put(
              name,
              nested(type, storage, required, many.getOrDefault(name, storage.endsWith("List"))));
        } else {
          // What the provider fills in where it is left out cannot be told from these classes;
          // these it does.
          boolean computed = !required && (name.equals("id") || name.equals("project"));
          attributes.put(name, new Attribute(type(storage), required, !required, computed));
        }
      }
      computed(owner)
          .forEach((name, type) -> {
            if (!blocks.containsKey(name)) {
              attributes.putIfAbsent(name, new Attribute(type, false, false, true));
            }
          });
      return new Block(
          Collections.unmodifiableSortedMap(attributes), Collections.unmodifiableSortedMap(blocks));
    }

    private Nested nested(String type, String storage, boolean required, boolean many) {
      String struct = storage.replaceFirst("List$", "");
      String function = Character.toLowerCase(struct.charAt(0)) + struct.substring(1);
      String entries =
          section(script, "function " + function + "ToHclTerraform(struct) {", "\n}\n");
      String owner = section(script, "class " + struct + "OutputReference ", "\n}\n");
      Block block = read(entries, owner, struct);
      if (type.equals("struct")) {
        return new Nested(block, Nesting.SINGLE, 0, 0);
      }
      Nesting nesting = type.equals("set") ? Nesting.SET : Nesting.LIST;
      return new Nested(block, nesting, required ? 1 : 0, many ? 0 : 1);
    }

    /** Of each property whether it may be left out. */
    private Map<String, Boolean> optional(String shape) {
      Map<String, Boolean> optional = new TreeMap<>();
      Matcher start =
          Pattern.compile("export interface " + shape + "(?: extends [\\w.]+)? \\{").matcher(types);
      if (start.find()) {
        String body = types.substring(start.end(), types.indexOf("\n}", start.end()));
        Matcher property = PROPERTY.matcher(body);
        while (property.find()) {
          optional.put(property.group(1), !property.group(2).isEmpty());
        }
      }
      return optional;
    }

    /** Of each block whether it may stand there more than once. */
    private static Map<String, Boolean> many(String owner) {
      Map<String, Boolean> many = new TreeMap<>();
      Matcher field = FIELD.matcher(owner);
      while (field.find()) {
        many.put(field.group(3), field.group(2).endsWith("List"));
      }
      return many;
    }

    /** What can be read, with its type. */
    private static Map<String, String> computed(String owner) {
      Map<String, String> computed = new TreeMap<>();
      Matcher getter = GETTER.matcher(owner);
      while (getter.find()) {
        computed.put(getter.group(2), getterType(getter.group(1)));
      }
      Matcher field = FIELD.matcher(owner);
      while (field.find()) {
        boolean texts = field.group(2).equals("cdktn.StringMap");
        computed.putIfAbsent(field.group(3), texts ? "[\"map\",\"string\"]" : "\"dynamic\"");
      }
      return computed;
    }

    private static String getterType(String kind) {
      return switch (kind) {
        case "String" -> "\"string\"";
        case "Number" -> "\"number\"";
        case "Boolean" -> "\"bool\"";
        case "StringMap" -> "[\"map\",\"string\"]";
        case "List" -> "[\"list\",\"string\"]";
        case "NumberList" -> "[\"list\",\"number\"]";
        default -> "\"dynamic\"";
      };
    }

    private static String type(String storage) {
      return switch (storage) {
        case "string" -> "\"string\"";
        case "number" -> "\"number\"";
        case "boolean" -> "\"bool\"";
        case "stringList" -> "[\"list\",\"string\"]";
        case "numberList" -> "[\"list\",\"number\"]";
        case "stringMap" -> "[\"map\",\"string\"]";
        case "numberMap" -> "[\"map\",\"number\"]";
        case "booleanMap" -> "[\"map\",\"bool\"]";
        default -> "\"dynamic\"";
      };
    }
  }
}
