// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much memory an instance can be given: Cloud Run allows up to 32 GiB, and asks for more
 * processors with more of it. See https://cloud.google.com/run/docs/configuring/memory-limits
 */
final class Memory {

  private static final int MOST_MIB = 32 * 1_024;
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,6})([MG])i");
  private static final Pattern PROCESSORS = Pattern.compile("([0-9]{1,2})(000m)?");

  private Memory() {}

  /**
   * The flags that double it.
   *
   * @return null where it is not known, or no more is to be had
   */
  static @Nullable String doubled(Map<String, String> limits) {
    Matcher size = SIZE.matcher(limits.getOrDefault("memory", ""));
    if (!size.matches()) {
      return null;
    }
    boolean gibi = size.group(2).equals("G");
    long mib = Long.parseLong(size.group(1)) * (gibi ? 1_024 : 1);
    if (mib == 0 || mib >= MOST_MIB) {
      return null;
    }
    long twice = Math.min(MOST_MIB, 2 * mib);
    String flag = "--memory=" + (gibi ? twice / 1_024 + "Gi" : twice + "Mi");
    int processors = leastProcessors(twice);
    return processors > processors(limits) ? flag + " --cpu=" + processors : flag;
  }

  private static int leastProcessors(long mib) {
    if (mib <= 4 * 1_024) {
      return 1;
    }
    if (mib <= 8 * 1_024) {
      return 2;
    }
    return mib <= 16 * 1_024 ? 4 : mib <= 24 * 1_024 ? 6 : 8;
  }

  /** One, where nothing is said. */
  private static int processors(Map<String, String> limits) {
    Matcher said = PROCESSORS.matcher(limits.getOrDefault("cpu", "1"));
    return said.matches() ? Integer.parseInt(said.group(1)) : 1;
  }
}
