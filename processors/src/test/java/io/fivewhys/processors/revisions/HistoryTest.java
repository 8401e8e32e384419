// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import static io.fivewhys.processors.revisions.Story.spec;
import static io.fivewhys.processors.revisions.Story.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.EnvVar;
import io.fivewhys.RevisionSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryTest {

  @Test
  void age_goes_by_generation_then_number_then_creation_then_traffic() {
    RevisionHistory one = new RevisionHistory("app-00009-zzz");
    RevisionHistory other = new RevisionHistory("app-00010-aaa");
    assertThat(Age.older(one, other)).isTrue();
    one.facts.setGeneration(12L);
    assertThat(Age.older(one, other)).as("only one is known").isTrue();
    other.facts.setGeneration(11L);
    assertThat(Age.older(one, other)).isFalse();

    RevisionHistory blue = new RevisionHistory("app-blue");
    RevisionHistory green = new RevisionHistory("app-green");
    blue.serve(200, 2);
    green.serve(100, 1);
    assertThat(Age.older(blue, green)).isFalse();
    blue.facts.setCreatedAt(10L);
    green.facts.setCreatedAt(20L);
    assertThat(Age.older(blue, green)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1000m, 1",
    "500m, 0.5",
    "2, 2",
    "1024Mi, 1Gi",
    "512Mi, 512Mi",
    "1536Mi, 1536Mi",
    "odd, odd"
  })
  void quantities_have_one_spelling(String written, String normalised) {
    assertThat(Quantity.normalised(written)).isEqualTo(normalised);
  }

  @Test
  void seen_signatures_are_bounded_and_the_oldest_go() {
    SeenSignatures seen = new SeenSignatures();
    List<String> forgotten = new ArrayList<>();
    for (int i = 0; i < 25_000; i++) {
      seen.add("%016x".formatted(i), i);
      seen.forgetExcess(forgotten::add);
    }

    assertThat(seen.size()).isLessThanOrEqualTo(SeenSignatures.MOST);
    assertThat(seen.seenSince("%016x".formatted(24_999), 24_999)).isTrue();
    assertThat(forgotten).contains("%016x".formatted(0)).hasSize(25_000 - seen.size());
  }

  @Test
  void findings_tell_stray_blanks_and_whether_they_are_new() {
    EnvVar stray = value("DB_HOST", "00");
    stray.setStrayBlanks(true);
    RevisionHistory from = new RevisionHistory("app-00001-aaa");
    RevisionHistory to = new RevisionHistory("app-00002-bbb");
    RevisionSpec spec = spec(stray);
    spec.setStrayBlanks(List.of("run.googleapis.com/cloudsql-instances"));
    to.facts.setSpec(spec);

    assertThat(Findings.of(to, null))
        .containsExactly(
            "annotation run.googleapis.com/cloudsql-instances holds a carriage return or stray blank",
            "env DB_HOST holds a carriage return or stray blank");
    assertThat(Findings.of(to, from).get(0))
        .isEqualTo(
            "the configuration of app-00001-aaa is not known: its announcement was not seen");
    from.facts.setSpec(spec(stray));
    assertThat(Findings.of(to, from))
        .containsExactly(
            "annotation run.googleapis.com/cloudsql-instances holds a carriage return or stray blank,"
                + " which it did not in app-00001-aaa",
            "env DB_HOST holds a carriage return or stray blank, as in app-00001-aaa");
  }

  @Test
  void failures_are_told_without_their_preamble() {
    assertThat(
            Failure.text(
                "ContainerMissing",
                "Ready condition status changed to False for Revision app-00001-aaa with message: Image not found."))
        .isEqualTo("ContainerMissing: Image not found.");
    assertThat(Failure.text(null, null)).isEqualTo("no reason given");
  }
}
