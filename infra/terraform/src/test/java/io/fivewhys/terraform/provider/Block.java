// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform.provider;

import java.util.SortedMap;

/** What may stand in a block of a Terraform configuration: arguments, and blocks within it. */
public record Block(SortedMap<String, Attribute> attributes, SortedMap<String, Nested> blocks) {

  /**
   * One argument, or something that can only be read.
   *
   * @param type in Terraform's JSON for types, such as {@code ["list","string"]}
   */
  public record Attribute(String type, boolean required, boolean optional, boolean computed) {}

  /** How often a block may stand there. */
  public enum Nesting {
    SINGLE,
    LIST,
    SET
  }

  /**
   * A block within a block.
   *
   * @param most how often; 0 for any number
   */
  public record Nested(Block block, Nesting nesting, int least, int most) {}
}
