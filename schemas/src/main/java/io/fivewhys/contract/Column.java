// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

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

  static Column required(String name, Type type, String doc) {
    return new Column(name, type, Mode.REQUIRED, List.of(), doc);
  }

  static Column nullable(String name, Type type, String doc) {
    return new Column(name, type, Mode.NULLABLE, List.of(), doc);
  }

  static Column strings(String name, String doc) {
    return new Column(name, Type.STRING, Mode.REPEATED, List.of(), doc);
  }

  static Column repeated(String name, List<Column> fields, String doc) {
    return new Column(name, Type.STRUCT, Mode.REPEATED, fields, doc);
  }
}
