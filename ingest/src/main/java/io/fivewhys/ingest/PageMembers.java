// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

/**
 * Tells a page of a listing, {@code {"entries":[…],"nextPageToken":…}} and its like, from an entry
 * by the names of its members.
 */
final class PageMembers {

  private boolean only;
  private boolean named;

  /** At the brace of the next object. */
  void begin() {
    only = true;
    named = false;
  }

  /** Whether the object had members, and none that a page has not. */
  boolean isSeen() {
    return only && named;
  }

  /** Takes note of a member of what may be a page; whether it is the array of entries. */
  boolean member(byte[] bytes, int begin, int behind) {
    boolean holdsEntries =
        switch (behind - begin) {
          case 9 -> isName(bytes, begin, behind, "\"entries\"");
          case 8 -> isName(bytes, begin, behind, "\"assets\"");
          case 12 -> isName(bytes, begin, behind, "\"timeSeries\"");
          default -> false;
        };
    named = true;
    only =
        only
            && (holdsEntries
                || isName(bytes, begin, behind, "\"nextPageToken\"")
                || isName(bytes, begin, behind, "\"executionErrors\"")
                || isName(bytes, begin, behind, "\"unit\"")
                || isName(bytes, begin, behind, "\"readTime\""));
    return holdsEntries;
  }

  private static boolean isName(byte[] bytes, int begin, int behind, String quoted) {
    if (behind - begin != quoted.length()) {
      return false;
    }
    for (int i = 0; i < quoted.length(); i++) {
      if (bytes[begin + i] != quoted.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
