// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        " ; SELECT 1 ;; -- and; no more",
        "/* a; /* b; */ c; */ SELECT 1; /* d; */",
        "SELECT 'a;''b;', \"c;\"\"d;\"",
        "SELECT e'it\\'s;''; one', 'a\\' AS b",
        "SELECT $$ ; $a$ ; $$, $tag$ ; $$ ; $tag$",
        "SELECT 1 - 2 / 3 AS a$b",
        "SELECT 'never closed;",
        "SELECT e'never closed;\\",
        "SELECT $$ never closed;",
        "SELECT /* never closed;",
      })
  void these_are_one_statement(String sql) {
    assertThat(Statements.count(sql)).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1; SELECT 2",
        "SELECT 'a\\'; SELECT 2",
        "SELECT 1 -- a\r; SELECT 2",
        "SELECT 1 AS a$b; SELECT 2 AS a$b",
        "SELECT $1; SELECT $1",
        "SELECT 1 /* a */; /* b */ SELECT 2",
      })
  void these_are_two(String sql) {
    assertThat(Statements.count(sql)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", ";", "-- SELECT 1", "/* SELECT 1; */ ;"})
  void these_are_none(String sql) {
    assertThat(Statements.count(sql)).isZero();
  }
}
