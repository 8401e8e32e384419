// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static io.fivewhys.SignalKind.MEMORY_LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Action;
import io.fivewhys.CauseKind;
import io.fivewhys.ContainerSpec;
import io.fivewhys.Why;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Instances that are ended for their memory, and how much more they can be given. */
class MemoryRuleTest {

  private final Story story = new Story().fails("checkout", 100, 40);

  private @Nullable Finding asked() {
    return story.asked(new MemoryRule(), "checkout");
  }

  private Story limits(Map<String, String> limits) {
    ContainerSpec container = ContainerSpec.newBuilder().setLimits(limits).build();
    return story.spec("checkout", spec -> spec.setContainers(List.of(container)));
  }

  @Test
  void instances_that_use_too_much_are_ended() {
    limits(Map.of("memory", "512Mi", "cpu", "1")).says("checkout", MEMORY_LIMIT, 10);
    Finding found = asked();
    assertThat(found.cause())
        .isEqualTo(
            new Cause(CauseKind.MEMORY_LIMIT, Story.service("checkout"), Story.first("checkout")));
    assertThat(found.whys()).extracting(Why::getAnswer).first().asString().contains("512Mi");
    assertThat(found.actions())
        .extracting(Action::getCommand)
        .last()
        .asString()
        .startsWith("gcloud run services update checkout --memory=1024Mi");
  }

  @Test
  void one_instance_is_an_accident() {
    story.says(
        Story.first("checkout"),
        "checkout",
        Story.BAD,
        Story.BAD + 1,
        MEMORY_LIMIT,
        null,
        "",
        1,
        null);
    assertThat(asked()).isNull();
  }

  @Test
  void as_often_as_ever_is_not_why() {
    story.says(
        Story.first("checkout"), "checkout", 20, Story.NOW + 1, MEMORY_LIMIT, null, "", 10, null);
    assertThat(asked()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "512Mi, 1, --memory=1024Mi",
    "2Gi, 1, --memory=4Gi",
    "4Gi, 1, --memory=8Gi --cpu=2",
    "4Gi, 2, --memory=8Gi",
    "4Gi, 2000m, --memory=8Gi",
    "8Gi, 2, --memory=16Gi --cpu=4",
    "12Gi, 4, --memory=24Gi --cpu=6",
    "16Gi, 6, --memory=32Gi --cpu=8",
    "24Gi, 8, --memory=32Gi"
  })
  void memory_is_doubled_with_the_processors_that_it_takes(
      String memory, String cpu, String flags) {
    limits(Map.of("memory", memory, "cpu", cpu)).says("checkout", MEMORY_LIMIT, 10);
    assertThat(asked().actions())
        .extracting(Action::getCommand)
        .last()
        .isEqualTo(
            "gcloud run services update checkout "
                + flags
                + " --region=us-central1 --project=acme-prod");
  }

  @ParameterizedTest
  @CsvSource({"32Gi", "32768Mi", "2G", "1073741824", "lots"})
  void what_cannot_be_doubled_or_is_not_understood_has_no_command(String memory) {
    limits(Map.of("memory", memory)).says("checkout", MEMORY_LIMIT, 10);
    assertThat(asked().actions())
        .extracting(Action::getCommand)
        .noneMatch(command -> command != null && command.contains("--memory"));
  }
}
