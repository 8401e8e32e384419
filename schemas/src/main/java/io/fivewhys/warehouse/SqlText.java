// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The text of a view or function: {@code FOLDER/NAME.sql} where one text does for both engines,
 * else a twin for each. In it {@code {dataset}.} stands before each table, view and function of
 * ours.
 */
final class SqlText {

  private static final String DATASET = "{dataset}.";

  private SqlText() {}

  /**
   * @throws IllegalStateException when there is no text for this engine, or one for both and one
   *     for this engine besides
   */
  static String read(String folder, String name, Dialect dialect, String dataset) {
    String both = text(folder + '/' + name + ".sql");
    String own = text(folder + '/' + name + dialect.suffix());
    if (both == null && own == null || both != null && own != null) {
      throw new IllegalStateException(
          "%s/%s needs one text for %s".formatted(folder, name, dialect));
    }
    String text = both == null ? String.valueOf(own) : both;
    return text.strip().replace(DATASET, dialect.qualifier(dataset));
  }

  private static @Nullable String text(String path) {
    try (InputStream in = SqlText.class.getResourceAsStream(path)) {
      return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read", e);
    }
  }
}
