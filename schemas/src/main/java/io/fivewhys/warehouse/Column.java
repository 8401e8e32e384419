// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import java.util.List;

/**
 * A column of a warehouse table, in BigQuery's terms.
 *
 * @param fields of a {@link Type#STRUCT}; empty otherwise
 * @param doc one sentence; units included
 */
public record Column(String name, Type type, Mode mode, List<Column> fields, String doc) {

  /** BigQuery's type names. TIMESTAMP values are microseconds since the epoch, UTC. */
  public enum Type {
    STRING,
    INT64,
    FLOAT64,
    BOOL,
    TIMESTAMP,
    STRUCT
  }

  public enum Mode {
    REQUIRED,
    NULLABLE,
    REPEATED
  }
}
