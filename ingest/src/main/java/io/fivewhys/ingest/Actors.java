// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Salted hashes in place of what must not be stored. Equal inputs give equal hashes, so that what
 * one person did can be joined, and two values of an environment variable be told apart.
 */
final class Actors {

  private final byte[] salt;

  Actors(String salt) {
    this.salt = salt.getBytes(StandardCharsets.UTF_8);
  }

  /** {@code ci@acme.test} as {@code 1f2e3d4c@acme.test}; what has no domain as its hash alone. */
  @Nullable String pseudonym(@Nullable String address) {
    if (address == null) {
      return null;
    }
    int sign = address.lastIndexOf('@');
    String domain = sign < 0 ? "" : Redaction.cut(address.substring(sign), 100);
    return hash(address).substring(0, 8) + Redaction.redact(domain);
  }

  /** 128 bits of the salted SHA-256, hex. */
  String hash(String value) {
    MessageDigest digest = sha256();
    digest.update(salt);
    digest.update((byte) 0);
    digest.update(value.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
