// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli.estimate;

import io.fivewhys.cli.estimate.Price.Evidence;
import java.util.List;

/**
 * One line of a month's bill.
 *
 * @param units so many of what the price is for
 * @param free of the amount what a free tier takes off, dollars, where nothing else has used it up
 */
public record Item(String service, String what, double units, Price price, double free) {

  static Item of(String service, String what, double units, Price price) {
    return new Item(service, what, units, price, 0);
  }

  /**
   * @param freeUnits that cost nothing each month
   */
  static Item of(String service, String what, double units, Price price, double freeUnits) {
    return new Item(service, what, units, price, price.of(Math.min(units, freeUnits)));
  }

  /** Before what is free. */
  public double usd() {
    return price.of(units);
  }

  public String amount() {
    return Numbers.rounded(units) + " " + price.unit();
  }

  public boolean confirmed() {
    return price.evidence() != Evidence.UNCONFIRMED;
  }

  static double sum(List<Item> items) {
    return items.stream().mapToDouble(Item::usd).sum();
  }
}
