// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import static io.fivewhys.sinks.report.capacity.Sizing.advice;

import io.fivewhys.sinks.report.capacity.Advice.Cost;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connector has 2 to 10 instances of one of three machines on a /28, and never gives one back.
 * Past the largest, and wherever it is to cost less, services reach the network without any.
 */
final class ConnectorSizing {

  private static final int LEAST = 2;
  private static final int MOST = 10;

  private static final String WAY_OUT =
      "Or move its services to Direct VPC egress, one by one: it has no connector to size or to pay"
          + " for";

  private enum Machine {
    F1_MICRO("f1-micro", 50),
    E2_MICRO("e2-micro", 100),
    E2_STANDARD_4("e2-standard-4", 1_600);

    final String type;
    final int megabits;

    Machine(String type, int megabits) {
      this.type = type;
      this.megabits = megabits;
    }

    /** How many carry that much in comfort. */
    int needed(double bits) {
      return Math.max(LEAST, (int) Math.ceil(bits / (megabits * 1e6 * Sizing.COMFORTABLE)));
    }
  }

  private ConnectorSizing() {}

  static List<Advice> of(Sizing.Connector connector) {
    Machine machine = machine(connector.machine());
    Integer most = connector.most();
    Double cpu = connector.cpu();
    Double bits = connector.throughput();
    boolean busy = cpu != null && cpu >= Sizing.FULL;
    if (machine == null || most == null || most > MOST) {
      return busy
          ? List.of(
              advice(
                  Cost.SAME,
                  "Connector %s stood at %s of its CPU, and its size is not known: see it with"
                      + " gcloud compute networks vpc-access connectors describe %s",
                  connector.name(),
                  Sizing.percent(cpu == null ? 0 : cpu),
                  connector.name()),
              new Advice(WAY_OUT, Cost.CHEAPER))
          : List.of();
    }
    double carried = bits == null ? 0 : bits;
    double share = carried / (most * machine.megabits * 1e6);
    if (busy || share >= Sizing.FULL) {
      return larger(connector, machine, most, Math.max(share, cpu == null ? 0 : cpu), carried);
    }
    return cpu != null && bits != null && cpu < Sizing.IDLE
        ? smaller(connector, machine, bits, cpu)
        : List.of();
  }

  private static List<Advice> larger(
      Sizing.Connector connector, Machine machine, int most, double share, double bits) {
    List<Advice> advice = new ArrayList<>();
    int byShare = (int) Math.ceil(most * share / Sizing.COMFORTABLE);
    int needed = Math.max(machine.needed(bits), Math.max(byShare, most + 1));
    if (needed <= MOST) {
      advice.add(
          advice(
              Cost.DEARER,
              "Raise the most instances of connector %s from %d to %d: it peaked at %s; instances"
                  + " that it takes it keeps, as connectors never scale in",
              connector.name(),
              most,
              needed,
              Sizing.percent(share)));
    } else if (machine != Machine.E2_STANDARD_4) {
      advice.add(grown(connector, machine, most, share, needed));
    } else {
      advice.add(
          advice(
              Cost.CHEAPER,
              "Move services of connector %s to Direct VPC egress, one by one: at %s of %d instances"
                  + " of e2-standard-4 it needs more than the 10 that a connector can have",
              connector.name(),
              Sizing.percent(share),
              most));
      return advice;
    }
    advice.add(new Advice(WAY_OUT, Cost.CHEAPER));
    return advice;
  }

  private static Advice grown(
      Sizing.Connector connector, Machine machine, int most, double share, int needed) {
    Machine next = Machine.values()[machine.ordinal() + 1];
    double bits = needed * machine.megabits * 1e6 * Sizing.COMFORTABLE;
    if (next.needed(bits) > MOST) {
      next = Machine.E2_STANDARD_4;
    }
    int enough = Math.clamp(next.needed(bits), LEAST + 1, MOST);
    return advice(
        Cost.DEARER,
        "Give connector %s %d to %d instances of %s, which carry up to %,d Mbps: it peaked at %s of"
            + " %d of %s, and a connector has no more than 10",
        connector.name(),
        LEAST,
        enough,
        next.type,
        enough * next.megabits,
        Sizing.percent(share),
        most,
        machine.type);
  }

  /** It keeps what it once took: only a new one, or a lower limit, is smaller. */
  private static List<Advice> smaller(
      Sizing.Connector connector, Machine machine, double bits, double cpu) {
    Double instances = connector.instances();
    int needed = machine.needed(bits);
    if (instances != null && instances > needed && instances * cpu / Sizing.COMFORTABLE <= needed) {
      int most = Math.max(LEAST + 1, needed);
      if (most >= instances) {
        return List.of();
      }
      return List.of(
          advice(
              Cost.CHEAPER,
              "Lower the most instances of connector %s to %d, or make it again with %d to %d of %s:"
                  + " it has %.0f and peaked at %s of its CPU and %,.0f Mbps, and gives none back by"
                  + " itself",
              connector.name(),
              most,
              LEAST,
              most,
              machine.type,
              instances,
              Sizing.percent(cpu),
              bits / 1e6));
    }
    return List.of();
  }

  private static @Nullable Machine machine(@Nullable String type) {
    for (Machine machine : Machine.values()) {
      if (machine.type.equals(type)) {
        return machine;
      }
    }
    return null;
  }
}
