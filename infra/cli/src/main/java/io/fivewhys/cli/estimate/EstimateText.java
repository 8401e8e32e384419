// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Estimates for people: one on a terminal, or several as rows of a Markdown table. */
public final class EstimateText {

  private static final String HEAD =
      """
      | entries/s | partitions | ingest | processors | sinks | Managed Kafka | USD a month | GKE instead |
      |---|---|---|---|---|---|---|---|
      """;

  private EstimateText() {}

  public static String table(Estimate estimate) {
    StringBuilder out = new StringBuilder();
    Load load = estimate.load();
    Sizing sizing = estimate.sizing();
    out.append(
        "%s entries/s on average, %s at the peak, %s bytes each, of %d revisions\n"
            .formatted(
                Numbers.rounded(load.entriesPerSecond()),
                Numbers.rounded(load.peak()),
                Numbers.rounded(load.entryBytes()),
                load.services()));
    out.append("At the peak half of each part is to spare.\n\n");
    for (Instances service : sizing.services()) {
      out.append(
          String.format(
              Locale.ROOT,
              "%-14s %3d x %d vCPU, %s GiB\n",
              service.service(),
              service.count(),
              service.vcpu(),
              Numbers.plain(service.memoryGib())));
    }
    out.append(
        String.format(
            Locale.ROOT,
            "%-14s %3d vCPU, %d GiB; topics of %d partitions (kafka.partitions)\n\n",
            "Managed Kafka",
            sizing.kafkaVcpus(),
            sizing.kafkaMemoryGib(),
            sizing.partitions()));
    bill(out, estimate);
    notes(out, estimate);
    return out.toString();
  }

  /** Without standby and on worker pools, and what the same comes to on GKE. */
  public static String markdown(List<Estimate> estimates) {
    StringBuilder out = new StringBuilder(HEAD);
    for (Estimate estimate : estimates) {
      Sizing sizing = estimate.sizing();
      out.append(
          "| %s | %d | %s | %s | %s | %d vCPU, %d GiB | %s | %s |\n"
              .formatted(
                  Numbers.rounded(estimate.load().entriesPerSecond()),
                  sizing.partitions(),
                  cell(sizing.ingest()),
                  cell(sizing.processors()),
                  cell(sizing.sinks()),
                  sizing.kafkaVcpus(),
                  sizing.kafkaMemoryGib(),
                  Numbers.dollars(on(Runtime.WORKER_POOLS, estimate).usd()),
                  Numbers.dollars(on(Runtime.GKE, estimate).usd())));
    }
    return out.toString();
  }

  private static Estimate on(Runtime runtime, Estimate estimate) {
    Load load = estimate.load();
    return Estimate.of(
        new Load(
            load.entriesPerSecond(),
            load.entryBytes(),
            load.services(),
            load.peakFactor(),
            runtime,
            load.standby(),
            load.keepDays()));
  }

  private static String cell(Instances service) {
    return "%d × %d vCPU, %s GiB"
        .formatted(service.count(), service.vcpu(), Numbers.plain(service.memoryGib()));
  }

  private static void bill(StringBuilder out, Estimate estimate) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("SERVICE", "FOR", "A MONTH", "PRICE", "USD"));
    for (Item item : estimate.items()) {
      rows.add(
          List.of(
              item.service(),
              item.what(),
              item.amount(),
              Numbers.plain(item.price().usd()) + (item.confirmed() ? " " : "*"),
              Numbers.dollars(item.usd())));
    }
    rows.add(List.of("", "", "", "together ", Numbers.dollars(estimate.usd())));
    rows.add(List.of("", "", "", "free tiers, where unused ", Numbers.dollars(-estimate.free())));
    for (List<String> row : rows) {
      out.append(
          String.format(
                  Locale.ROOT,
                  "%-14s %-24s %24s %25s %10s",
                  row.get(0),
                  row.get(1),
                  row.get(2),
                  row.get(3),
                  row.get(4))
              .stripTrailing());
      out.append('\n');
    }
  }

  private static void notes(StringBuilder out, Estimate estimate) {
    out.append(
        """

        List prices of %s in USD, looked up on %s in copies of Google's pages that may be older; those with * were not
        confirmed there. Without discounts and taxes. Keeping the same entries in Cloud Logging's own bucket costs about %s
        a month beside it, with or without fivewhys; routing them costs nothing.
        """
            .formatted(
                ListPrices.REGION, ListPrices.LOOKED_UP, Numbers.dollars(estimate.loggingUsd())));
  }
}
