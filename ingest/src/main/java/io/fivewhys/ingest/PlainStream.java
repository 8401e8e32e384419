// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;

/** Recognises gzip by its magic bytes, so that a name says nothing of what a file holds. */
final class PlainStream {

  private static final int BUFFER_BYTES = 1 << 16;

  private PlainStream() {}

  /** The stream itself, or what it holds unpacked, all members of it. */
  static InputStream of(InputStream in) throws IOException {
    PushbackInputStream peekable = new PushbackInputStream(in, 2);
    byte[] magic = new byte[2];
    int length = peekable.readNBytes(magic, 0, 2);
    peekable.unread(magic, 0, length);
    boolean gzip = length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
    return gzip ? new GZIPInputStream(new EndAware(peekable), BUFFER_BYTES) : peekable;
  }

  /**
   * {@link GZIPInputStream} asks {@code available()} whether another member follows, to which a
   * pipe may answer 0 in the middle; this answers by reading one byte ahead.
   */
  private static final class EndAware extends InputStream {
    private final PushbackInputStream in;

    EndAware(InputStream in) {
      this.in = new PushbackInputStream(in, 1);
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return in.read(bytes, offset, length);
    }

    @Override
    public int available() throws IOException {
      int next = in.read();
      if (next < 0) {
        return 0;
      }
      in.unread(next);
      return 1;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
