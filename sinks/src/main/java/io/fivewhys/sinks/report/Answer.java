// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * What a path is answered with, packed once for all who ask.
 *
 * @param tag changes when the text does
 */
record Answer(String type, byte[] zipped, String tag) {

  private static final int TAG_BYTES = 12;

  static Answer of(String type, String text) {
    return of(type, text.getBytes(StandardCharsets.UTF_8));
  }

  static Answer of(String type, byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      String tag = HexFormat.of().formatHex(digest, 0, TAG_BYTES);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 4);
      try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
        zip.write(body);
      }
      return new Answer(type, bytes.toByteArray(), '"' + tag + '"');
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
