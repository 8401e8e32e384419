// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopicsTest {

  @Test
  void topics_have_one_name_each_under_one_prefix() {
    assertThat(Topics.ALL)
        .extracting(Topic::name)
        .doesNotHaveDuplicates()
        .allMatch(n -> n.startsWith("fivewhys."));
  }
}
