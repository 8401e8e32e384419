// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/**
 * A recorded stretch of time.
 *
 * @param entries in the order they arrived
 * @param truth what they hold, counted where they were made
 */
public record Recording(List<Entry> entries, Truth truth) {

  /** One entry a line. */
  public void writeTo(OutputStream out) throws IOException {
    for (Entry entry : entries) {
      out.write(entry.json());
      out.write('\n');
    }
  }

  /** A JSON array, indented, as {@code gcloud logging read --format=json} prints one. */
  public void writeArrayTo(OutputStream out) throws IOException {
    out.write('[');
    Iterator<Entry> rest = entries.iterator();
    while (rest.hasNext()) {
      out.write("\n  ".getBytes(StandardCharsets.UTF_8));
      out.write(indented(rest.next().json()));
      if (rest.hasNext()) {
        out.write(',');
      }
    }
    out.write("\n]\n".getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] indented(byte[] json) {
    StringBuilder out = new StringBuilder(json.length * 2);
    int depth = 1;
    boolean inText = false;
    boolean escaped = false;
    for (char c : new String(json, StandardCharsets.UTF_8).toCharArray()) {
      if (inText) {
        inText = escaped || c != '"';
        escaped = !escaped && c == '\\';
        out.append(c);
        continue;
      }
      switch (c) {
        case '{', '[' -> lineBreak(out.append(c), ++depth);
        case '}', ']' -> lineBreak(out, --depth).append(c);
        case ',' -> lineBreak(out.append(c), depth);
        case ':' -> out.append(": ");
        default -> {
          inText = c == '"';
          out.append(c);
        }
      }
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static StringBuilder lineBreak(StringBuilder out, int depth) {
    return out.append('\n').append("  ".repeat(depth));
  }
}
