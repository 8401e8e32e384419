// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plain|plain",
        "a,b|\"a,b\"",
        "say \"hi\"|\"say \"\"hi\"\"\"",
        "=1+1|'=1+1",
        "+1|'+1",
        "-1|'-1",
        "@SUM(A1)|'@SUM(A1)",
        "＝1+1|'＝1+1",
        "＠SUM(A1)|'＠SUM(A1)",
        "a;=1+1|a;'=1+1",
        "a; =1+1|a; '=1+1",
        "a;\"=1\"|\"a;\"\"'=1\"\"\"",
        "a\t＋1|a\t'＋1",
        "a;b=1|a;b=1",
        "a - b|a - b",
        "=cmd(\"x\",1)|\"'=cmd(\"\"x\"\",1)\"",
      })
  void a_text_is_a_text(String text, String cell) {
    assertThat(Csv.line(Arrays.asList(text))).isEqualTo(cell + "\r\n");
  }

  @Test
  void what_begins_with_white_space_is_no_formula_either() {
    assertThat(Csv.line(Arrays.asList("\t=1", "\r=1", "\n1", "a\n-1")))
        .isEqualTo("'\t'=1,\"'\r'=1\",\"'\n1\",\"a\n'-1\"\r\n");
  }

  @Test
  void numbers_stay_numbers_and_nothing_is_an_empty_cell() {
    assertThat(Csv.line(Arrays.asList(-1L, -0.5, true, null, ""))).isEqualTo("-1,-0.5,true,,\r\n");
  }
}
