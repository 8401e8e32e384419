// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Sizing and bill are plain arithmetic that somebody can do again by hand. */
class EstimateTest {

  private static final double[] RATES = {0.1, 1, 30, 100, 900, 3_000, 20_000, 50_000, 300_000};

  @Test
  void a_small_load_gets_the_least_of_everything() {
    Sizing sizing = Sizing.of(Load.of(1));

    assertThat(sizing)
        .isEqualTo(
            new Sizing(
                12,
                new Instances("ingest", 1, 1, 2),
                new Instances("processors", 1, 2, 4),
                new Instances("sinks", 1, 1, 2),
                3,
                12));
  }

  @Test
  void standby_is_a_second_instance_of_the_processors_and_no_third_where_two_are_there() {
    assertThat(Sizing.of(standby(1)).processors().count()).isEqualTo(2);
    assertThat(Sizing.of(standby(50_000))).isEqualTo(Sizing.of(Load.of(50_000)));
  }

  @Test
  void instances_carry_the_peak_with_half_of_them_idle() {
    Load load = Load.of(21_000);

    Sizing sizing = Sizing.of(load);

    assertThat(sizing.ingest().vcpus() * Sizing.USED)
        .isGreaterThanOrEqualTo(Measured.INGEST.at(load));
    assertThat((sizing.processors().vcpus() - 2) * Sizing.USED)
        .isLessThan(Measured.PROCESSORS.at(load));
    assertThat(sizing.partitions() % 12).isZero();
    assertThat(sizing.partitions()).isGreaterThanOrEqualTo(2 * sizing.processors().vcpus());
  }

  /** Google lets 10 MB a second through a stream, and an instance of ingest has one. */
  @Test
  void ingest_has_as_many_instances_as_streams_are_needed() {
    assertThat(Sizing.of(Load.of(2_800)).ingest().count()).isEqualTo(1);
    assertThat(Sizing.of(Load.of(2_900)).ingest().count()).isEqualTo(2);
    assertThat(Sizing.of(Load.of(21_000)).ingest().count()).isEqualTo(8);
  }

  /** An example that the page of its prices gives: 10 MiB/s in and out, a day kept, 1,100 USD. */
  @Test
  void kafka_costs_what_google_says_that_it_costs() {
    double written = 10 * 1.048576;

    int vcpus = Sizing.kafkaVcpus(written);
    double usd =
        ListPrices.KAFKA_VCPU.of(vcpus * ListPrices.HOURS_A_MONTH)
            + ListPrices.KAFKA_MEMORY.of(vcpus * 4 * ListPrices.HOURS_A_MONTH)
            + ListPrices.KAFKA_LOCAL_STORAGE.of(vcpus * ListPrices.KAFKA_LOCAL_GIB_A_VCPU)
            + ListPrices.KAFKA_REMOTE_STORAGE.of(10 * 86_400 / 1_024.0)
            + ListPrices.INTER_ZONE.of(10 * (2 + 2.0 / 3) * ListPrices.SECONDS_A_MONTH / 1_024.0);

    assertThat(vcpus).isEqualTo(4);
    assertThat(usd).isCloseTo(1_100, within(50.0));
  }

  @Test
  void pubsub_counts_an_entry_when_it_is_published_and_when_it_is_delivered() {
    Item item = item(Estimate.of(Load.of(1_000)), "published and delivered");

    double bytes = 1_000 * (1_100 + Measured.ATTRIBUTE_BYTES) * 2 * 730 * 3_600;
    assertThat(item.units()).isCloseTo(bytes / (1L << 40), within(1e-9));
    assertThat(item.usd()).isCloseTo(item.units() * 40, within(1e-9));
  }

  @Test
  void a_message_is_billed_as_a_thousand_bytes_at_least() {
    assertThat(Traffic.of(bytes(1)).pubSub()).isEqualTo(Traffic.of(bytes(900)).pubSub());
    assertThat(Traffic.of(bytes(2_000)).pubSub()).isGreaterThan(Traffic.of(bytes(900)).pubSub());
  }

  @Test
  void free_tiers_take_off_what_they_cover_and_no_more() {
    for (double rate : RATES) {
      for (Item item : Estimate.of(Load.of(rate)).items()) {
        assertThat(item.free()).isBetween(0.0, item.usd() + 1e-9);
      }
    }
    assertThat(item(Estimate.of(Load.of(1)), "rows written").free())
        .isEqualTo(item(Estimate.of(Load.of(1)), "rows written").usd());
  }

  @Test
  void a_greater_load_never_needs_or_costs_less() {
    for (int i = 1; i < RATES.length; i++) {
      grows(Load.of(RATES[i - 1]), Load.of(RATES[i]));
    }
    grows(services(5), services(500));
    grows(peak(1), peak(4));
    grows(bytes(500), bytes(5_000));
    grows(keep(30), keep(400));
  }

  private static void grows(Load less, Load more) {
    Map<String, ToDoubleFunction<Estimate>> figures = new TreeMap<>();
    figures.put("partitions", estimate -> estimate.sizing().partitions());
    figures.put("instances", estimate -> estimate.sizing().instances());
    figures.put("kafka", estimate -> estimate.sizing().kafkaVcpus());
    figures.put("usd", Estimate::usd);
    figures.put("after free tiers", estimate -> estimate.usd() - estimate.free());
    figures.forEach((name, figure) ->
        assertThat(figure.applyAsDouble(Estimate.of(more)))
            .as("%s of %s and %s", name, less, more)
            .isGreaterThanOrEqualTo(figure.applyAsDouble(Estimate.of(less))));
  }

  @Test
  void gke_has_a_cluster_to_pay_and_no_collectors() {
    List<String> services =
        Estimate.of(gke(100)).items().stream().map(Item::service).distinct().toList();

    assertThat(services).contains("GKE").doesNotContain("Cloud Run");
    assertThat(item(Estimate.of(gke(100)), "cluster").usd()).isCloseTo(73, within(0.01));
  }

  @Test
  void what_cannot_be_is_said_all_at_once() {
    assertThatThrownBy(() -> new Load(0, -1, 20, Double.NaN, Runtime.GKE, false, 400))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--entries-per-second must be 0.001 to 1000000")
        .hasMessageContaining("--entry-bytes")
        .hasMessageContaining("--peak-factor");
  }

  private static Item item(Estimate estimate, String what) {
    return estimate.items().stream()
        .filter(item -> item.what().equals(what))
        .findFirst()
        .orElseThrow();
  }

  private static Load standby(double rate) {
    return new Load(rate, 1_100, 20, 3, Runtime.WORKER_POOLS, true, 400);
  }

  private static Load gke(double rate) {
    return new Load(rate, 1_100, 20, 3, Runtime.GKE, false, 400);
  }

  private static Load services(int services) {
    return new Load(1_000, 1_100, services, 3, Runtime.WORKER_POOLS, false, 400);
  }

  private static Load peak(double factor) {
    return new Load(1_000, 1_100, 20, factor, Runtime.WORKER_POOLS, false, 400);
  }

  private static Load bytes(double bytes) {
    return new Load(1_000, bytes, 20, 3, Runtime.WORKER_POOLS, false, 400);
  }

  private static Load keep(int days) {
    return new Load(1_000, 1_100, 20, 3, Runtime.WORKER_POOLS, false, days);
  }
}
