// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves to the receiver of a POST who sent it and when: HMAC-SHA256, keyed by a secret that both
 * know, over the timestamp, a full stop and the body's bytes.
 */
final class WebhookSignature {

  static final String TIMESTAMP = "X-Fivewhys-Timestamp";
  static final String SIGNATURE = "X-Fivewhys-Signature";

  private static final String ALGORITHM = "HmacSHA256";

  private WebhookSignature() {}

  /**
   * The value of {@link #SIGNATURE}.
   *
   * @param secret not empty
   * @param epochSeconds the value of {@link #TIMESTAMP}
   */
  static String of(String secret, long epochSeconds, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      mac.update((epochSeconds + ".").getBytes(StandardCharsets.UTF_8));
      return "v1=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
