// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.Trends.ServiceKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Which document is meant. Parts of a path are percent-encoded; no other path means anything. */
sealed interface DocumentPath {

  record Overall() implements DocumentPath {
    @Override
    public String text() {
      return "overview";
    }
  }

  record OfCoverage() implements DocumentPath {
    @Override
    public String text() {
      return "coverage";
    }
  }

  record OfService(ServiceKey key) implements DocumentPath {
    @Override
    public String text() {
      return "service/"
          + encode(key.project())
          + '/'
          + encode(key.location())
          + '/'
          + encode(key.service());
    }
  }

  record OfIncident(String id) implements DocumentPath {
    @Override
    public String text() {
      return "incident/" + encode(id);
    }
  }

  record OfCapacity() implements DocumentPath {
    @Override
    public String text() {
      return "capacity";
    }
  }

  /** Names of Google Cloud and ids of ours are far shorter. */
  int LONGEST = 4_000;

  /** As it is asked for. */
  String text();

  static Optional<DocumentPath> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    for (String part : text.split("/", -1)) {
      Optional<String> decoded = decode(part);
      if (decoded.isEmpty() || decoded.get().isEmpty()) {
        return Optional.empty();
      }
      parts.add(decoded.get());
    }
    return Optional.ofNullable(
        switch (parts.getFirst()) {
          case "overview" -> parts.size() == 1 ? new Overall() : null;
          case "coverage" -> parts.size() == 1 ? new OfCoverage() : null;
          case "capacity" -> parts.size() == 1 ? new OfCapacity() : null;
          case "service" ->
              parts.size() == 4
                  ? new OfService(new ServiceKey(parts.get(1), parts.get(2), parts.get(3)))
                  : null;
          case "incident" -> parts.size() == 2 ? new OfIncident(parts.get(1)) : null;
          default -> null;
        });
  }

  /** As JavaScript's encodeURIComponent: letters, digits and {@code -_.!~*'()} stay. */
  static String encode(String part) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : part.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-_.!~*'()".indexOf(c) >= 0);
      if (plain) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  /** Empty for what is no encoding of any text. */
  private static Optional<String> decode(String part) {
    ByteBuffer bytes = ByteBuffer.allocate(part.length() * 3);
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == '%') {
        if (i + 2 >= part.length()
            || !HexFormat.isHexDigit(part.charAt(i + 1))
            || !HexFormat.isHexDigit(part.charAt(i + 2))) {
          return Optional.empty();
        }
        bytes.put((byte) HexFormat.fromHexDigits(part, i + 1, i + 3));
        i += 2;
      } else if (c < 128) {
        bytes.put((byte) c);
      } else {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
