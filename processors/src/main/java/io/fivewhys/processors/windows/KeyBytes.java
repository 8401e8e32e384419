// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import java.util.Arrays;

/**
 * A record's key as a map's key. One instance is pointed at key after key to look up without making
 * garbage.
 */
final class KeyBytes {

  private byte[] bytes = {};
  private int hash;

  KeyBytes of(byte[] key) {
    bytes = key;
    hash = Arrays.hashCode(key);
    return this;
  }

  /** One that keeps what this points at now. */
  KeyBytes copy() {
    return new KeyBytes().of(bytes.clone());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyBytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
