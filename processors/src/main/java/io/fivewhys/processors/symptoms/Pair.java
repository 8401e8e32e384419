// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

/** Which counts of a minute make a share. */
enum Pair {
  ERRORS {
    @Override
    Share at(History history, long minute) {
      return new Share(history.at(minute, Counter.ERRORS), history.at(minute, Counter.REQUESTS));
    }
  },
  AUTH {
    @Override
    Share at(History history, long minute) {
      return new Share(history.at(minute, Counter.AUTH), history.at(minute, Counter.REQUESTS));
    }
  },
  /** Both count the same requests, but not each status 429 comes with the platform's text. */
  THROTTLED {
    @Override
    Share at(History history, long minute) {
      long refused =
          Math.max(history.at(minute, Counter.THROTTLED), history.at(minute, Counter.NO_INSTANCE));
      return new Share(refused, history.at(minute, Counter.REQUESTS));
    }
  },
  TIMEOUTS {
    @Override
    Share at(History history, long minute) {
      return new Share(history.at(minute, Counter.TIMEOUTS), history.at(minute, Counter.REQUESTS));
    }
  };

  abstract Share at(History history, long minute);
}
