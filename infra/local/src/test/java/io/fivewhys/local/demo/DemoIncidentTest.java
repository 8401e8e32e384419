// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fivewhys.local.demo.Truth.Cell;
import io.fivewhys.local.demo.Truth.Minute;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DemoIncidentTest {

  private static final Recording HOUR = DemoIncident.record(DemoIncident.START, 1);
  private static final long FIRST_MINUTE = DemoIncident.START.getEpochSecond() / 60;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void the_same_seed_gives_the_same_bytes_and_another_one_does_not() throws Exception {
    byte[] bytes = lines(HOUR);

    assertThat(Arrays.equals(lines(DemoIncident.record(DemoIncident.START, 1)), bytes)).isTrue();
    assertThat(Arrays.equals(lines(DemoIncident.record(DemoIncident.START, 2)), bytes)).isFalse();
  }

  @Test
  void entries_arrive_in_order_within_the_hour_and_each_is_json() throws Exception {
    long last = Long.MIN_VALUE;
    int strange = 0;
    for (Entry entry : HOUR.entries()) {
      strange += entry.receiveNanos() < last ? 1 : 0;
      last = entry.receiveNanos();
      strange += JSON.readTree(entry.json()).hasNonNull("logName") ? 0 : 1;
    }
    assertThat(strange).isZero();
    assertThat(last)
        .isLessThan(DemoIncident.START.plusSeconds(3600).getEpochSecond() * World.SECOND);
    assertThat(HOUR.entries()).hasSizeBetween(80_000, 140_000);
    assertThat(HOUR.truth().entries()).isEqualTo(HOUR.entries().size());
  }

  @Test
  void truth_equals_what_the_entries_say() throws Exception {
    // Given the requests read back from the entries, each once
    Set<String> seen = new HashSet<>();
    Map<Cell, List<Long>> latencies = new TreeMap<>(Comparator.comparing(Cell::toString));
    Map<Cell, Integer> errors = new TreeMap<>(Comparator.comparing(Cell::toString));
    int repeated = 0;
    for (Entry entry : HOUR.entries()) {
      JsonNode json = JSON.readTree(entry.json());
      String key = json.at("/logName").asText() + json.at("/timestamp") + json.at("/insertId");
      if (!seen.add(key)) {
        repeated++;
      } else if (json.has("httpRequest")) {
        JsonNode http = json.get("httpRequest");
        long latency =
            new BigDecimal(http.get("latency").asText().replace("s", ""))
                .movePointRight(9)
                .longValueExact();
        Instant start = Instant.parse(json.get("timestamp").asText());
        JsonNode labels = json.at("/resource/labels");
        Cell cell =
            new Cell(
                labels.get("service_name").asText(),
                labels.get("revision_name").asText(),
                start.plusNanos(latency).getEpochSecond() / 60);
        latencies.computeIfAbsent(cell, k -> new ArrayList<>());
        if (http.get("status").asInt() != 101) {
          latencies.get(cell).add(latency);
        }
        errors.merge(cell, http.get("status").asInt() >= 500 ? 1 : 0, Integer::sum);
      }
    }

    // Then they are what the generator counted
    assertThat(repeated).isPositive().isEqualTo((int) HOUR.truth().duplicates());
    HOUR.truth()
        .minutes()
        .forEach((cell, minute) -> {
          assertThat(minute.latencyNanos())
              .isEqualTo(latencies.getOrDefault(cell, List.of()).stream().sorted().toList());
          assertThat(minute.errors5xx()).isEqualTo(errors.getOrDefault(cell, 0).longValue());
        });
    assertThat(HOUR.truth().minutes().keySet()).containsAll(latencies.keySet());
  }

  @Test
  void the_new_revision_fails_from_its_deploy_and_hurts_from_the_moved_traffic() {
    assertThat(sum("checkout-00042-abc", 22, 30).requests()).isZero();
    assertThat(sum("checkout-00042-abc", 22, 30).instanceExits()).isGreaterThan(5);
    Minute moved = sum("checkout-00042-abc", 31, 43);
    assertThat(moved.requests()).isGreaterThan(1_000).isEqualTo(moved.errors5xx());
    Minute gateway = sum("gateway-00007-owl", 32, 42);
    assertThat((double) gateway.errors5xx() / gateway.requests()).isBetween(0.1, 0.3);
    assertThat(sum("gateway-00007-owl", 44, 59).errors5xx()).isLessThan(30);
  }

  @Test
  void the_old_revision_and_the_other_deploy_are_well() {
    Minute old = sum("checkout-00041-xyz", 0, 59);
    assertThat(old.requests()).isGreaterThan(5_000);
    assertThat((double) old.errors5xx() / old.requests()).isLessThan(0.002);
    Minute other = sum("catalog-00018-fox", 20, 59);
    assertThat(other.requests()).isGreaterThan(10_000);
    assertThat((double) other.errors5xx() / other.requests()).isLessThan(0.002);
    assertThat(other.instanceStarts()).isEqualTo(2);
  }

  @Test
  void plants_every_secret_it_names() throws Exception {
    String all = new String(lines(HOUR), StandardCharsets.UTF_8);

    assertThat(DemoIncident.PLANTED_SECRETS).allSatisfy(secret -> assertThat(all).contains(secret));
  }

  @Test
  void an_array_holds_the_same_entries() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Recording few = new Recording(HOUR.entries().subList(0, 300), HOUR.truth());
    few.writeArrayTo(out);

    JsonNode array = JSON.readTree(out.toByteArray());
    assertThat(array).hasSize(300);
    for (int i = 0; i < 300; i++) {
      assertThat(array.get(i)).isEqualTo(JSON.readTree(HOUR.entries().get(i).json()));
    }
  }

  private static Minute sum(String revision, int from, int to) {
    long[] n = new long[4];
    HOUR.truth()
        .minutes()
        .forEach((cell, minute) -> {
          long at = cell.minute() - FIRST_MINUTE;
          if (cell.revision().equals(revision) && at >= from && at <= to) {
            n[0] += minute.requests();
            n[1] += minute.errors5xx();
            n[2] += minute.instanceStarts();
            n[3] += minute.instanceExits();
          }
        });
    return new Minute(n[0], n[1], 0, 0, 0, 0, 0, n[2], n[3], List.of());
  }

  private static byte[] lines(Recording recording) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    recording.writeTo(out);
    return out.toByteArray();
  }
}
