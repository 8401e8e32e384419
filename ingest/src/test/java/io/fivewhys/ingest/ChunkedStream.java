// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.function.IntSupplier;

/** Hands out its bytes a few at a time, and claims that none are available. */
final class ChunkedStream extends InputStream {

  private final ByteArrayInputStream bytes;
  private final IntSupplier sizes;

  ChunkedStream(byte[] bytes, IntSupplier sizes) {
    this.bytes = new ByteArrayInputStream(bytes);
    this.sizes = sizes;
  }

  @Override
  public int read() {
    return bytes.read();
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    return bytes.read(target, offset, Math.min(length, Math.max(1, sizes.getAsInt())));
  }
}
