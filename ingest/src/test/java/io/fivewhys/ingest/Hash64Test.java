// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Hash64Test {

  @Test
  void agrees_with_known_values_of_xxh64() {
    assertThat(Hash64.of("")).isEqualTo(0xEF46DB3751D8E999L);
    assertThat(Hash64.of("a")).isEqualTo(0xD24EC4F1A98C6E5BL);
    assertThat(Hash64.of("abc")).isEqualTo(0x44BC2CF5AD770999L);
    assertThat(Hash64.of("Nobody inspects the spammish repetition")).isEqualTo(0xFBCEA83C8A378BF1L);
  }

  @Test
  void looks_at_the_named_bytes_only() {
    byte[] bytes = "xxabcxx".getBytes(StandardCharsets.US_ASCII);

    assertThat(Hash64.of(bytes, 2, 3, 0)).isEqualTo(Hash64.of("abc"));
    assertThat(Hash64.of(bytes, 2, 3, 1)).isNotEqualTo(Hash64.of("abc"));
  }
}
