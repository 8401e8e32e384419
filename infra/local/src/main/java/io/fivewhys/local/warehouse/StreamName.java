// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A write stream as requests name it. Any project and dataset are taken as the one file's.
 *
 * @param full as given
 * @param parent the table as requests name it
 */
record StreamName(String full, String parent, String table, String stream) {

  private static final Pattern TABLE =
      Pattern.compile("projects/[^/]+/datasets/[^/]+/tables/([^/]+)");
  private static final Pattern STREAM =
      Pattern.compile("(" + TABLE.pattern() + ")/(?:streams/)?([^/]+)");

  /** Null if it is not of that form. */
  static @Nullable StreamName parse(String full) {
    Matcher matcher = STREAM.matcher(full);
    return matcher.matches()
        ? new StreamName(full, matcher.group(1), matcher.group(2), matcher.group(3))
        : null;
  }

  static StreamName of(String parent, String table, String stream) {
    return new StreamName(parent + "/streams/" + stream, parent, table, stream);
  }

  /** The table that a parent names; null if it is not of that form. */
  static @Nullable String table(String parent) {
    Matcher matcher = TABLE.matcher(parent);
    return matcher.matches() ? matcher.group(1) : null;
  }

  boolean isDefault() {
    return stream.equals(StoredStream.DEFAULT);
  }
}
