// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Advice on the size of what a project runs: only what Google's platform can do, and nothing where
 * the size fits or is not known. Peaks are those of the weeks that were looked at.
 */
public final class Sizing {

  /** From this part of a limit on, there is too little left for a busier day. */
  static final double FULL = 0.8;

  /** What is made larger should be used to no more than this. */
  static final double COMFORTABLE = 0.7;

  /** What is used less than this could be smaller. */
  static final double IDLE = 0.3;

  /**
   * A Serverless VPC Access connector.
   *
   * @param machine null where it is not known, as are the numbers
   * @param instances the most it has had
   * @param cpu peak, 0 to 1
   * @param throughput peak, bits a second
   */
  public record Connector(
      String name,
      @Nullable String machine,
      @Nullable Integer least,
      @Nullable Integer most,
      @Nullable Double instances,
      @Nullable Double cpu,
      @Nullable Double throughput) {}

  /**
   * A Cloud Run service.
   *
   * @param most instances that it may have; null where it is not known, as are the numbers below
   * @param requests peak of those at once
   * @param memoryMib its limit
   * @param memory peak, 0 to 1
   * @param memoryExits instances that were ended for their memory
   */
  public record Service(
      String name,
      @Nullable Integer most,
      @Nullable Integer concurrency,
      double instances,
      double requests,
      @Nullable Double cpu,
      @Nullable Integer memoryMib,
      @Nullable Double memory,
      long memoryExits) {}

  /**
   * Who may open connections to a database.
   *
   * @param instances most of them
   * @param each connections of one
   */
  public record Share(String service, long instances, double each) {}

  /**
   * A Cloud SQL instance.
   *
   * @param most connections; null where it is not known
   * @param connections peak; null where nobody counted
   */
  public record Database(
      String name, @Nullable Integer most, @Nullable Double connections, List<Share> shares) {}

  private Sizing() {}

  public static List<Advice> of(Connector connector) {
    return ConnectorSizing.of(connector);
  }

  public static List<Advice> of(Service service) {
    return ServiceSizing.of(service);
  }

  public static List<Advice> of(Database database) {
    return DatabaseSizing.of(database);
  }

  static Advice advice(Advice.Cost cost, String text, Object... numbers) {
    return new Advice(String.format(Locale.ROOT, text, numbers), cost);
  }

  static String percent(double part) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * part);
  }
}
