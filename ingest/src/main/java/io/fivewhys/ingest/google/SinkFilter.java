// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Which entries are wanted, in Cloud Logging's query language. Kept once, in {@code sink.filter},
 * so that a sink, the tail and a listing all ask for the same.
 */
public final class SinkFilter {

  /** Longest query that Cloud Logging takes. */
  public static final int LONGEST = 20_000;

  private static final String RESOURCE = "sink.filter";

  private SinkFilter() {}

  /** What fivewhys understands, and nothing else. */
  public static String inclusion() {
    try (InputStream in = SinkFilter.class.getResourceAsStream(RESOURCE)) {
      return new String(
          Objects.requireNonNull(in, RESOURCE).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE + " cannot be read", e);
    }
  }

  /** Both must hold; a comment at the end of the first hides nothing of the second. */
  static String and(String filter, String more) {
    return filter.isBlank() ? more : "(" + filter + "\n) AND " + more;
  }
}
