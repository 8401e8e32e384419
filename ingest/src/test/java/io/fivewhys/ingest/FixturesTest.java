// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.PlatformEvent;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.ingest.Decoded.Accepted;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shape of entry that is known, each with what must become of it. */
class FixturesTest {

  static List<Fixture> cases() {
    return Fixture.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void is_decoded_as_expected(Fixture fixture) {
    Decoded decoded = new LogDecoder(Settings.defaults()).decode(fixture.bytes());

    assertThat(Fixture.outcome(decoded)).isEqualTo(fixture.outcome());
    for (String expectation : fixture.expected()) {
      PlatformEvent event = ((Accepted) decoded).event();
      assertThat(Fixture.actual(event, expectation)).isEqualTo(expectation);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void is_encoded_as_the_codec_would_and_read_back_the_same(Fixture fixture) {
    if (new LogDecoder(Settings.defaults()).decode(fixture.bytes())
        instanceof Accepted(PlatformEvent event)) {
      byte[] bytes = new EventWriter().encode(event);

      assertThat(bytes).isEqualTo(Topics.EVENTS.codec().encode(event));
      if (StandardCharsets.UTF_8.newEncoder().canEncode(event.toString())) {
        assertThat(Topics.EVENTS.codec().decode(bytes)).isEqualTo(event);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void does_not_depend_on_what_was_decoded_before(Fixture fixture) {
    LogDecoder decoder = new LogDecoder(Settings.defaults());
    Decoded first = decoder.decode(fixture.bytes());
    cases().forEach(other -> decoder.decode(other.bytes()));

    assertThat(decoder.decode(fixture.bytes())).isEqualTo(first);
  }
}
