// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

/** A look at one share of one component at one moment. */
record Look(History history, Pair pair, Moment moment) {

  /** Of the last minutes, the running one included; as much of them as is known. */
  Share last(int minutes) {
    return between(moment.first(minutes), moment.minute());
  }

  /** Of the minutes before the last ones. */
  Share before(int last, int minutes) {
    long to = moment.minute() - last;
    return between(Math.max(moment.from(), to - minutes + 1), to);
  }

  /** Whole minutes, the last so many of them left out. */
  Share whole(int leftOut, int minutes) {
    long to = moment.minute() - 1 - leftOut;
    return between(Math.max(moment.from(), to - minutes + 1), to);
  }

  /** How many of those minutes are known. */
  long known(int leftOut, int minutes) {
    long to = moment.minute() - 1 - leftOut;
    return Math.max(0, to - Math.max(moment.from(), to - minutes + 1) + 1);
  }

  private Share between(long from, long to) {
    if (pair == Pair.ERRORS) {
      return history.errors(from, to);
    }
    Share sum = Share.NONE;
    for (long minute = from; minute <= to; minute++) {
      sum = sum.plus(pair.at(history, minute));
    }
    return sum;
  }

  /** In how many of the last minutes something was bad; past what is kept, steps of five. */
  int badMinutes(int minutes) {
    return minutes <= History.REACH
        ? minutesAbove(0, minutes)
        : history.badFives(moment.first(minutes), moment.minute());
  }

  /** In how many of the last minutes the share was above a rate. */
  int minutesAbove(double rate, int minutes) {
    int above = 0;
    for (long minute = moment.first(minutes); minute <= moment.minute(); minute++) {
      above += pair.at(history, minute).rate() > rate ? 1 : 0;
    }
    return above;
  }

  /** The minute in which it began, by change point; the running one where nothing is bad. */
  long onset() {
    long first = moment.first(History.REACH);
    Share[] minutes = new Share[(int) (moment.minute() - first + 1)];
    for (int i = 0; i < minutes.length; i++) {
      minutes[i] = pair.at(history, first + i);
    }
    int at = ChangePoint.of(minutes);
    return at < 0 ? moment.minute() : first + at;
  }
}
