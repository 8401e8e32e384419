// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value in the file and where it stands. What it should be and is not becomes a fault and a
 * stand-in, so that reading goes on to the next fault.
 *
 * @param path of keys and indexes, such as {@code objectives[2].target}
 */
record Field(String path, Node node, Faults faults) {

  void fault(String what) {
    faults.add(path, node.getStartMark(), what);
  }

  /** A key with nothing behind it. */
  boolean isNothing() {
    return node.getTag().equals(Tag.NULL);
  }

  /**
   * @param parser throws IllegalArgumentException that says what is wrong with the text
   * @param standIn for a value that is wrong
   */
  <T> T read(Function<String, T> parser, T standIn) {
    if (!(node instanceof ScalarNode scalar) || isNothing()) {
      fault(
          isNothing()
              ? "nothing stands here: write a value or remove the key"
              : "expected a single value, not a list or keys of its own");
      return standIn;
    }
    try {
      return parser.apply(scalar.getValue());
    } catch (IllegalArgumentException e) {
      fault(String.valueOf(e.getMessage()));
      return standIn;
    }
  }

  /** Of a list; none where there is nothing. */
  List<Field> items() {
    List<Field> items = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        items.add(new Field(path + '[' + items.size() + ']', item, faults));
      }
    } else if (!isNothing()) {
      fault("expected a list: begin each item with '- '");
    }
    return items;
  }
}
