// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import static io.fivewhys.sinks.report.capacity.Advice.Cost.CHEAPER;
import static io.fivewhys.sinks.report.capacity.Advice.Cost.DEARER;
import static io.fivewhys.sinks.report.capacity.Advice.Cost.SAME;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.sinks.report.capacity.Sizing.Connector;
import io.fivewhys.sinks.report.capacity.Sizing.Database;
import io.fivewhys.sinks.report.capacity.Sizing.Service;
import io.fivewhys.sinks.report.capacity.Sizing.Share;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        // machine; least; most; instances; cpu; Mbps; first advice; its cost; whether the way out
        // is named
        "e2-micro; 2; 3; 3; 0.5; 280; Raise the most instances of connector c from 3 to 4: it peaked at 93 %; DEARER; true",
        "e2-micro; 2; 3; 3; 0.95; 100; Raise the most instances of connector c from 3 to 5: it peaked at 95 %; DEARER; true",
        "f1-micro; 2; 10; 10; 0.9; 450; Give connector c 2 to 7 instances of e2-micro, which carry up to 700 Mbps; DEARER; true",
        "e2-micro; 2; 10; 10; 0.97; 950; Give connector c 2 to 3 instances of e2-standard-4, which carry up to 4,800 Mbps; DEARER; true",
        "e2-standard-4; 3; 10; 10; 0.9; 15000; Move services of connector c to Direct VPC egress, one by one: at 94 % of 10 instances of e2-standard-4; CHEAPER; true",
        "e2-micro; 2; 10; 10; 0.1; 60; Lower the most instances of connector c to 3, or make it again with 2 to 3 of e2-micro: it has 10; CHEAPER; false",
        "e2-micro; 2; 10; 3; 0.1; 60; -; -; false",
        "e2-micro; 2; 3; 2; 0.5; 100; -; -; false",
        "e2-micro; 2; 10; 10; -; 60; -; -; false",
        "-; -; -; -; 0.9; -; Connector c stood at 90 % of its CPU, and its size is not known; SAME; true",
        "-; -; -; -; 0.4; -; -; -; false",
        "e2-standard-8; 2; 50; 9; 0.9; 100; Connector c stood at 90 % of its CPU, and its size is not known; SAME; true",
      })
  void a_connector(
      String machine,
      Integer least,
      Integer most,
      Double instances,
      Double cpu,
      Double megabits,
      String text,
      Advice.Cost cost,
      boolean wayOut) {
    List<Advice> advice =
        Sizing.of(
            new Connector(
                "c",
                machine,
                least,
                most,
                instances,
                cpu,
                megabits == null ? null : megabits * 1e6));

    if (text == null) {
      assertThat(advice).isEmpty();
      return;
    }
    assertThat(advice.get(0).text()).startsWith(text);
    assertThat(advice.get(0).cost()).isEqualTo(cost);
    assertThat(advice.stream().anyMatch(each -> each.text().contains("Direct VPC egress")))
        .isEqualTo(wayOut);
  }

  /** Whatever is asked, no connector is advised to be what none can be. */
  @Test
  void no_connector_is_told_to_be_what_the_platform_has_not() {
    Pattern range = Pattern.compile("(?:from \\d+ to|2 to|connector c to) (\\d+)");
    for (String machine : List.of("f1-micro", "e2-micro", "e2-standard-4")) {
      for (int most = 3; most <= 10; most++) {
        for (double cpu = 0; cpu <= 1; cpu += 0.05) {
          for (double bits = 0; bits <= 2e10; bits = bits * 2 + 1e6) {
            for (Advice advice :
                Sizing.of(new Connector("c", machine, 2, most, (double) most, cpu, bits))) {
              Matcher matcher = range.matcher(advice.text());
              while (matcher.find()) {
                assertThat(Integer.parseInt(matcher.group(1))).as(advice.text()).isBetween(3, 10);
              }
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        // most; concurrency; instances; requests; cpu; MiB; memory; exits; advice; cost
        "10; 80; 9; 100; 0.5; 512; 0.5; 0; Let s have 13 instances instead of 10: it peaked at 9; DEARER",
        "1; 80; 1; 10; 0.5; 512; 0.5; 0; Let s have 2 instances instead of 1; DEARER",
        "100; 80; 4; 300; 0.2; 512; 0.5; 0; Raise the concurrency of s from 80 to 160: an instance had 75 requests at once and no more than 20 %; CHEAPER",
        "100; 800; 4; 3000; 0.2; 512; 0.5; 0; Raise the concurrency of s from 800 to 1000; CHEAPER",
        "100; 80; 4; 300; 0.9; 512; 0.5; 0; Lower the concurrency of s from 80 to 62, or give it more CPU: an instance peaked at 90 %; DEARER",
        "100; 1; 4; 4; 0.9; 512; 0.5; 0; -; -",
        "100; 1000; 4; 4000; 0.2; 512; 0.5; 0; -; -",
        "100; 80; 4; 10; 0.2; 512; 0.95; 0; Raise the memory of s from 512Mi to 1Gi: it peaked at 95 %; DEARER",
        "100; 80; 4; 10; 0.2; 4096; 0.5; 3; Raise the memory of s from 4Gi to 8Gi, for which it needs 2 CPUs: entries told 3 times that it ran out; DEARER",
        "100; 80; 4; 10; 0.2; 32768; 0.99; 0; Lower the concurrency of s: it peaked at 99 % of 32Gi, which is the most; DEARER",
        "100; 80; 4; 10; 0.2; 24576; 0.99; 0; Raise the memory of s from 24Gi to 32Gi, for which it needs 8 CPUs; DEARER",
        "100; 80; 4; 10; 0.2; 2048; 0.2; 0; Lower the memory of s from 2Gi to 1Gi: it peaked at 20 %; CHEAPER",
        "100; 80; 4; 10; 0.2; 512; 0.2; 0; -; -",
        "-; -; 4; 10; -; -; -; 2; Give s more memory: entries told 2 times that it ran out; DEARER",
        "-; -; 90; 1000; -; -; -; 0; -; -",
      })
  void a_service(
      Integer most,
      Integer concurrency,
      double instances,
      double requests,
      Double cpu,
      Integer memoryMib,
      Double memory,
      long exits,
      String text,
      Advice.Cost cost) {
    List<Advice> advice =
        Sizing.of(
            new Service(
                "s", most, concurrency, instances, requests, cpu, memoryMib, memory, exits));

    if (text == null) {
      assertThat(advice).isEmpty();
    } else {
      assertThat(advice).hasSize(1);
      assertThat(advice.get(0).text()).startsWith(text);
      assertThat(advice.get(0).cost()).isEqualTo(cost);
    }
  }

  @Test
  void a_database_whose_services_may_open_more_than_it_takes() {
    List<Advice> advice =
        Sizing.of(
            new Database(
                "pg1", 100, 40.0, List.of(new Share("shop", 20, 8), new Share("batch", 2, 10))));

    assertThat(advice)
        .extracting(Advice::text, Advice::cost)
        .containsExactly(
            Tuple.tuple(
                "Let no pool to pg1 be larger than 4: 22 instances may open 180 connections, and it"
                    + " takes 100",
                SAME),
            Tuple.tuple(
                "Or let shop have 8 instances at most instead of 20: each may open 8 connections to"
                    + " pg1",
                CHEAPER),
            Tuple.tuple(
                "Or give pg1 200 connections: a higher flag max_connections restarts it and takes"
                    + " memory from queries, so that a larger tier may be due; or a pooler before it",
                DEARER));
  }

  @Test
  void pools_smaller_than_one_are_no_advice() {
    List<Advice> advice =
        Sizing.of(new Database("pg1", 25, null, List.of(new Share("shop", 100, 10))));

    assertThat(advice)
        .extracting(Advice::text)
        .noneMatch(text -> text.contains("pool to pg1"))
        .anyMatch(text -> text.startsWith("Or let shop have 2 instances at most instead of 100"));
  }

  @Test
  void a_database_that_has_room_needs_no_advice_and_one_nobody_knows_needs_a_look() {
    List<Share> shares = List.of(new Share("shop", 5, 8));

    assertThat(Sizing.of(new Database("pg1", 100, 40.0, shares))).isEmpty();
    assertThat(Sizing.of(new Database("pg1", 100, 90.0, shares)))
        .extracting(Advice::text)
        .containsExactly(
            "pg1 had 90 of 100 connections, of which services that name it may open 40: find out who"
                + " opens the others");
    assertThat(Sizing.of(new Database("pg1", null, 90.0, shares)))
        .extracting(Advice::text)
        .containsExactly(
            "Services may open 40 connections to pg1, and it is not known how many it takes: see its"
                + " flag max_connections with gcloud sql instances describe pg1");
    assertThat(Sizing.of(new Database("pg1", null, 90.0, List.of()))).isEmpty();
  }
}
