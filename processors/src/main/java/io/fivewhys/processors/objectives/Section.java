// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Keys with their values, each known and each once; what else stands there is a fault. */
final class Section {

  private final Field whole;
  private final Vocabulary vocabulary;
  private final Map<String, Field> fields = new LinkedHashMap<>();

  /** Keys that are there, though not as they are written: not to be called missing as well. */
  private final Set<@Nullable String> mistyped = new HashSet<>();

  Section(Field whole, Vocabulary vocabulary) {
    this.whole = whole;
    this.vocabulary = vocabulary;
    if (whole.node() instanceof MappingNode mapping) {
      mapping.getValue().forEach(this::add);
    } else if (!whole.isNothing()) {
      whole.fault("expected keys: " + String.join(", ", vocabulary.keys));
    }
  }

  private void add(NodeTuple tuple) {
    Field key = new Field(whole.path(), tuple.getKeyNode(), whole.faults());
    String name = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
    if (!vocabulary.keys.contains(name)) {
      key.fault(Vocabulary.unknown(name, vocabulary.keys));
      mistyped.add(Vocabulary.meant(name, vocabulary.keys));
    } else if (fields.containsKey(name)) {
      key.fault("'" + name + "' stands here twice: remove one");
    } else {
      String path = whole.path().isEmpty() ? name : whole.path() + '.' + name;
      fields.put(name, new Field(path, tuple.getValueNode(), whole.faults()));
    }
  }

  void fault(String what) {
    whole.fault(what);
  }

  /** Whether keys stand here, or none yet, and nothing else. */
  boolean isThere() {
    return whole.node() instanceof MappingNode || whole.isNothing();
  }

  boolean has(String key) {
    return get(key) != null;
  }

  @Nullable Field get(String key) {
    if (!vocabulary.keys.contains(key)) {
      throw new IllegalArgumentException(key + " is not in " + vocabulary);
    }
    return fields.get(key);
  }

  /** Of a list; none without the key. */
  List<Field> items(String key) {
    Field field = get(key);
    return field == null ? List.of() : field.items();
  }

  <T> T optional(String key, Function<String, T> parser, T otherwise) {
    Field field = get(key);
    return field == null ? otherwise : field.read(parser, otherwise);
  }

  /**
   * @param standIn never seen by whoever gets a configuration: its absence is a fault
   */
  <T> T required(String key, Function<String, T> parser, T standIn) {
    Field field = get(key);
    if (field == null) {
      if (isThere() && !mistyped.contains(key)) {
        fault("'" + key + "' is missing: add it");
      }
      return standIn;
    }
    return field.read(parser, standIn);
  }

  /** The service, project and location that it is limited to. */
  Scope scope() {
    return new Scope(
        optional("project", Values::name, "*"),
        optional("location", Values::name, "*"),
        optional("service", Values::name, "*"));
  }

  /** That of these keys none stands here. */
  void without(List<String> keys, String why) {
    for (String key : keys) {
      Field field = get(key);
      if (field != null) {
        field.fault(why);
      }
    }
  }
}
