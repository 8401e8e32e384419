// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

/**
 * A rise that takes something from users: good ones have become fewer. What is bad on top of as
 * many good ones as ever, such as a scanner that tries paths, takes nothing.
 */
record BesidesRule(ShareRule rise) implements ShareRule {

  private static final int NOW = 3;
  private static final int BEFORE = 30;

  @Override
  public Alarm of(Look look) {
    Alarm alarm = rise.of(look);
    return alarm != Alarm.NONE && isBesides(look) ? Alarm.NONE : alarm;
  }

  /** Compares whole minutes: the running one has only begun. */
  private static boolean isBesides(Look look) {
    Share now = look.whole(0, NOW);
    Share before = look.whole(NOW, BEFORE);
    double times = (double) NOW / Math.max(1, look.known(NOW, BEFORE));
    double good = before.good() * times;
    double total = before.total() * times;
    return now.good() >= good - 2 * Math.sqrt(good) && now.total() >= total + 0.5 * now.bad();
  }
}
