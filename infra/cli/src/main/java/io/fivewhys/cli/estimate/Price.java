// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli.estimate;

/**
 * One list price, without discounts and taxes.
 *
 * @param usd for one unit
 * @param page title of the page that publishes it
 */
public record Price(double usd, String unit, String page, Evidence evidence) {

  /** How well a price is known. */
  public enum Evidence {
    /** Read on a copy of the page itself. */
    PAGE,
    /** Read where others quote the page, or follows from an example on it. */
    QUOTED,
    /** Neither: from memory. */
    UNCONFIRMED
  }

  double of(double units) {
    return usd * units;
  }
}
