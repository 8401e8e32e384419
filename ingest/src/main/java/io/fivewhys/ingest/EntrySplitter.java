// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the bytes of single log entries in a stream: a JSON array of them, {@code {"entries":[…]}}
 * or, of the asset inventory, {@code {"assets":[…]}}, one object after another with or without line
 * ends, each possibly gzipped. Its memory is bounded by the longest entry allowed, and its result
 * does not depend on how the stream hands out its bytes.
 *
 * <p>It looks at structure alone: an object goes from its brace to the matching one, and what is
 * inside is the decoder's matter. What cannot be part of any valid object is a {@linkplain #fault()
 * fault}, and reading goes on at the next line that begins an object at the indentation of the
 * faulty one. All bytes between two entries that are neither white space, commas nor brackets are
 * together one fault, however many there are. A stream that gave {@value #FAULTS_BEFORE_ENTRIES}
 * faults before its first entry is no export: it is read no further.
 */
public final class EntrySplitter {

  static final int FAULTS_BEFORE_ENTRIES = 100;

  /** Enough for an excerpt and a secret that the excerpt begins in. */
  private static final int HEAD_BYTES = 4_096;

  private static final int FIRST_BUFFER_BYTES = 1 << 17;

  /** Bytes that may be looked at again after faults, beyond as many as were read. */
  private static final long FREE_RESCAN_BYTES = 16 << 20;

  /** Why the bytes at {@link #position()} are no entry. */
  public record Fault(String reason, String detail) {}

  private enum Place {
    /** Between objects that follow each other. */
    SEQUENCE,
    /** Between the elements of an array of entries. */
    ARRAY,
    /** Behind the array of {@code {"entries":[…]}}. */
    AFTER_ENTRIES
  }

  private enum Scan {
    COMPLETE,
    BROKEN,
    END,
    TOO_LONG,
    /** Too long, but a line within it begins another entry. */
    TOO_LONG_RESUMABLE,
    ENTRIES_BEGIN
  }

  private final InputStream in;
  private final int limit;
  private byte[] buffer = new byte[FIRST_BUFFER_BYTES];

  /** Stream position of buffer[0]. */
  private long base;

  private int at;
  private int end;

  /** First byte that a refill must keep. */
  private int keep;

  private boolean exhausted;
  private @Nullable Fault streamFault;

  private Place place = Place.SEQUENCE;
  private boolean envelope;

  /** Arrays open around the entries or the page of them. */
  private long arrays;

  /** Arrays open within the entries of a page. */
  private long inner;

  private boolean first = true;

  /** Blanks before the first other byte of the line that the current entry begins in. */
  private int indent;

  private boolean lineStart = true;

  private int depth;

  private final Braces braces = new Braces();
  private int last;
  private boolean discarding;
  private final PageMembers page = new PageMembers();

  private long entries;
  private long faults;
  private int faultsBeforeEntries;
  private long rescannedBytes;
  private boolean closed;

  private @Nullable Fault fault;
  private byte[] slice = buffer;
  private int offset;
  private int length;
  private long position;
  private byte[] head = {};

  /**
   * @param limit longest entry, bytes
   * @throws IOException when the stream cannot be read
   */
  public EntrySplitter(InputStream in, int limit) throws IOException {
    this.limit = limit;
    InputStream plain;
    try {
      plain = PlainStream.of(in);
    } catch (EOFException | ZipException e) {
      plain = InputStream.nullInputStream();
      streamFault = gzipFault(e);
    }
    this.in = plain;
  }

  /** The array that holds the entry or the beginning of the faulty bytes, until the next call. */
  public byte[] bytes() {
    return slice;
  }

  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }

  /** Of the slice's first byte in the unpacked stream. */
  public long position() {
    return position;
  }

  /** Null when the slice is an entry. */
  public @Nullable Fault fault() {
    return fault;
  }

  /** Bytes of the unpacked stream that are done with. */
  public long bytesRead() {
    return base + at;
  }

  /** Entries and faults so far: how often {@link #next()} was true. */
  public long handedOut() {
    return entries + faults;
  }

  /**
   * Goes to the next entry or fault.
   *
   * @return false at the end of the stream
   * @throws IOException when the stream cannot be read; a damaged gzip stream is a fault instead
   */
  public boolean next() throws IOException {
    fault = null;
    if (closed) {
      return false;
    }
    if (first) {
      skipByteOrderMark();
      if (isUtf16()) {
        closed = true;
        mark();
        at = end;
        return fault("utf16", "UTF-16 text: save the file as UTF-8");
      }
    }
    while (true) {
      int next = place == Place.AFTER_ENTRIES ? '}' : nextSignificant();
      if (next < 0) {
        return finish();
      }
      switch (next) {
        case '{' -> {
          first = false;
          if (object()) {
            return true;
          }
        }
        case '[' -> {
          first = false;
          place = Place.ARRAY;
          if (envelope) {
            inner++;
          } else {
            arrays++;
          }
          at++;
        }
        case ']' -> {
          at++;
          if (place == Place.ARRAY) {
            closeArray();
          }
        }
        case ',' -> at++;
        default -> {
          if (place != Place.AFTER_ENTRIES) {
            first = false;
            return garbage();
          }
          if (rest()) {
            return true;
          }
        }
      }
    }
  }

  private void closeArray() {
    if (!envelope) {
      arrays--;
      place = arrays > 0 ? Place.ARRAY : Place.SEQUENCE;
    } else if (inner > 0) {
      inner--;
    } else {
      place = Place.AFTER_ENTRIES;
    }
  }

  private void leaveArrays() {
    place = Place.SEQUENCE;
    envelope = false;
    arrays = 0;
    inner = 0;
  }

  private boolean isUtf16() {
    int mark = end - at < 2 ? 0 : (buffer[at] & 0xFF) << 8 | buffer[at + 1] & 0xFF;
    return mark == 0xFFFE || mark == 0xFEFF;
  }

  private void skipByteOrderMark() throws IOException {
    keep = at;
    while (end - at < 3 && fill()) {}
    if (end - at >= 3
        && buffer[at] == (byte) 0xEF
        && buffer[at + 1] == (byte) 0xBB
        && buffer[at + 2] == (byte) 0xBF) {
      at += 3;
    }
  }

  /** Steps over white space; the byte there is not taken. −1 at the end. */
  private int nextSignificant() throws IOException {
    while (true) {
      keep = at;
      if (at == end && !fill()) {
        return -1;
      }
      byte next = buffer[at];
      switch (next) {
        case '\n' -> {
          lineStart = true;
          indent = 0;
        }
        case ' ', '\t' -> {
          if (lineStart) {
            indent++;
          }
        }
        case '\r' -> {}
        default -> {
          lineStart = false;
          return next & 0xFF;
        }
      }
      at++;
    }
  }

  /** True when it ended in an entry or a fault. */
  private boolean object() throws IOException {
    keep = at;
    depth = 0;
    last = ':';
    discarding = false;
    page.begin();
    Scan scan = scan(!envelope);
    return switch (scan) {
      case ENTRIES_BEGIN -> {
        place = Place.ARRAY;
        envelope = true;
        yield false;
      }
      case COMPLETE -> {
        if (discarding) {
          yield fault("entry_too_long", "more than " + limit + " bytes");
        }
        boolean empty = last == '{';
        if (place == Place.SEQUENCE && page.isSeen()) {
          yield false; // a page of a listing that holds no entries
        }
        int size = at - keep;
        if (empty && place == Place.SEQUENCE && handedOut() == 0 && nothingFollows()) {
          yield false; // a response of nothing
        }
        at = keep + size;
        entries++;
        slice();
        yield true;
      }
      case TOO_LONG_RESUMABLE, TOO_LONG -> {
        mark();
        resync(false);
        yield fault("entry_too_long", "more than " + limit + " bytes");
      }
      case BROKEN -> {
        mark();
        resync(false);
        yield fault("broken_object", "not JSON: brackets or quotes do not match");
      }
      case END -> {
        mark();
        Fault cause = streamFault;
        streamFault = null;
        boolean resumes = resync(true);
        at = resumes ? at : end;
        if (cause != null && resumes) {
          streamFault = cause;
          cause = null;
        }
        yield cause != null
            ? fault(cause.reason(), cause.detail())
            : resumes
                ? fault("broken_object", "not JSON: an object without end")
                : fault("truncated", "the file ends inside this object");
      }
    };
  }

  /** Whether there is only white space up to the end; that far it steps. */
  private boolean nothingFollows() throws IOException {
    while (at - keep < limit) {
      if (at == end && !fill()) {
        return true;
      }
      if (" \t\r\n".indexOf(buffer[at]) < 0) {
        return false;
      }
      at++;
    }
    return false;
  }

  /** What follows the array of entries, up to the brace that ends the page. */
  private boolean rest() throws IOException {
    keep = at;
    depth = 1;
    braces.set(0, true);
    last = ']';
    discarding = true;
    mark();
    Scan scan = scan(false);
    if (scan == Scan.COMPLETE) {
      envelope = false;
      place = arrays > 0 ? Place.ARRAY : Place.SEQUENCE;
      return false;
    }
    leaveArrays();
    if (scan == Scan.TOO_LONG) { // the end of the stream, as nothing is kept
      at = end;
      Fault cause = streamFault;
      streamFault = null;
      return cause != null
          ? fault(cause.reason(), cause.detail())
          : fault("truncated", "the file ends behind the entries, before the closing brace");
    }
    skipLine();
    return fault("broken_object", "not JSON behind the array of entries");
  }

  /** The end of the stream, perhaps not where it should be. */
  private boolean finish() {
    closed = true;
    Fault cause = streamFault;
    if (cause == null && place != Place.SEQUENCE) {
      cause = new Fault("truncated", "the file ends inside the array of entries");
    }
    if (cause == null) {
      return false;
    }
    keep = at;
    mark();
    return fault(cause.reason(), cause.detail());
  }

  /** From {@link #at} to the end of the object there. */
  private Scan scan(boolean mayBeEnvelope) throws IOException {
    boolean entriesNamed = false;
    byte[] bytes = buffer;
    int i = at;
    int stop = Math.min(end, bound());
    while (true) {
      if (i >= stop) {
        at = i;
        Scan more = more();
        if (more != null) {
          return more;
        }
        bytes = buffer;
        i = at;
        stop = Math.min(end, bound());
        continue;
      }
      byte next = bytes[i];
      switch (next) {
        case '"' -> {
          boolean name = mayBeEnvelope && depth == 1 && (last == '{' || last == ',');
          int begin = i - keep;
          i = Quotes.closing(bytes, i + 1, stop);
          if (i < 0) {
            // Behind the bytes at hand, or there is none.
            at = ~i;
            Scan ended = string();
            if (ended != null) {
              return ended;
            }
            bytes = buffer;
            i = at;
            stop = Math.min(end, bound());
          } else {
            i++;
          }
          if (name && !discarding) {
            entriesNamed = page.member(buffer, keep + begin, i);
          }
          last = '"';
        }
        case '{', '[' -> {
          boolean brace = next == '{';
          at = i;
          if (depth > 0 && !mayOpen() || discarding && brace && resumesHere()) {
            return discarding ? Scan.TOO_LONG_RESUMABLE : Scan.BROKEN;
          }
          i++;
          if (entriesNamed && !brace && depth == 1 && last == ':') {
            at = i;
            return Scan.ENTRIES_BEGIN;
          }
          braces.set(depth++, brace);
          last = next;
        }
        case '}', ']' -> {
          depth--;
          if (braces.isAt(depth) != (next == '}')) {
            at = i;
            return Scan.BROKEN;
          }
          i++;
          if (depth == 0) {
            at = i;
            return Scan.COMPLETE;
          }
          last = next;
        }
        case ' ', '\n', '\r', '\t' -> i++;
        default -> {
          last = next;
          i++;
        }
      }
    }
  }

  /** Goes on in a string and steps behind its closing quote; null when it came, else why not. */
  private @Nullable Scan string() throws IOException {
    while (true) {
      int found = Quotes.closing(buffer, at, Math.min(end, bound()));
      at = found < 0 ? ~found : found + 1;
      if (found >= 0) {
        return null;
      }
      if (at < end && buffer[at] == '\n') {
        return Scan.BROKEN;
      }
      Scan more = more();
      if (more != null) {
        return more;
      }
    }
  }

  /** Where the scan must stop to see whether the entry has grown too long. */
  private int bound() {
    return discarding ? Integer.MAX_VALUE : keep + limit;
  }

  /** Null when there is more to scan. */
  private @Nullable Scan more() throws IOException {
    if (!discarding && end - keep >= limit) {
      mark();
      if (lineToResume(keep + 1, keep + limit) >= 0) {
        return Scan.TOO_LONG_RESUMABLE;
      }
      discarding = true;
      return null;
    }
    if (discarding) {
      keep = Math.max(keep, at - indent - 1);
    }
    return fill() ? null : discarding ? Scan.TOO_LONG : Scan.END;
  }

  private boolean mayOpen() {
    return braces.isAt(depth - 1) ? last == ':' : last == ',' || last == '[';
  }

  /** Whether the brace here begins its line where an entry would. */
  private boolean resumesHere() {
    int blanks = at - 1;
    while (blanks >= keep && (buffer[blanks] == ' ' || buffer[blanks] == '\t')) {
      blanks--;
    }
    return blanks >= keep && buffer[blanks] == '\n' && at - 1 - blanks == indent;
  }

  /**
   * Goes to the line after the marked bytes that begins an object at the same indentation: back
   * into what was scanned as far as the budget allows, else forward.
   *
   * @return whether there is one
   */
  private boolean resync(boolean atEnd) throws IOException {
    int from = at;
    long back = base + at - position;
    if (!discarding && rescannedBytes + back <= base + at + FREE_RESCAN_BYTES) {
      from = keep + 1;
      int found = lineToResume(from, at);
      if (found >= 0) {
        rescannedBytes += base + at - (base + found);
        at = found;
        lineStart = false;
        return true;
      }
    }
    if (at < end && buffer[at] == '{' && resumesHere()) {
      return true;
    }
    int wanted = indent;
    while (!atEnd && skipLine()) {
      if (nextSignificant() == '{' && indent == wanted) {
        return true;
      }
    }
    leaveArrays();
    return false;
  }

  /** Index of a brace that begins a line at the entry's indentation, −1 without. */
  private int lineToResume(int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer[i] == '\n') {
        int brace = i + 1;
        while (brace < to && (buffer[brace] == ' ' || buffer[brace] == '\t')) {
          brace++;
        }
        if (brace < to && buffer[brace] == '{' && brace - i - 1 == indent) {
          return brace;
        }
      }
    }
    return -1;
  }

  /** Steps behind the next line end; false at the end of the stream. */
  private boolean skipLine() throws IOException {
    while (true) {
      keep = at;
      if (at == end && !fill()) {
        return false;
      }
      if (buffer[at++] == '\n') {
        lineStart = true;
        indent = 0;
        return true;
      }
    }
  }

  /** Everything up to the next object or the end of the array is one fault. */
  private boolean garbage() throws IOException {
    keep = at;
    while (end - at < HEAD_BYTES && fill()) {}
    mark();
    if (place == Place.ARRAY) {
      skipElements();
    } else {
      while (skipLine() && nextSignificant() != '{') {}
    }
    return fault("not_an_object", "neither an object nor what may stand between objects");
  }

  private void skipElements() throws IOException {
    int nested = 0;
    boolean quoted = false;
    boolean escaped = false;
    while (true) {
      keep = Math.max(keep, at - indent - 1);
      if (at == end && !fill()) {
        return;
      }
      byte next = buffer[at];
      if (quoted) {
        quoted = next != '\n' && (escaped || next != '"');
        escaped = !escaped && next == '\\';
      } else if (next == '"') {
        quoted = true;
      } else if (next == '{' && (nested == 0 || resumesHere())) {
        return;
      } else if (next == '[' || next == '{') {
        nested++;
      } else if (next == ']' && nested == 0) {
        return;
      } else if (next == ']' || next == '}') {
        nested = Math.max(0, nested - 1);
      }
      at++;
    }
  }

  /** Remembers the bytes from {@link #keep} on as those of the fault to come. */
  private void mark() {
    if (discarding && head.length > 0) {
      return;
    }
    position = base + keep;
    head = Arrays.copyOfRange(buffer, keep, Math.min(end, keep + HEAD_BYTES));
  }

  private boolean fault(String reason, String detail) {
    fault = new Fault(reason, detail);
    slice = head;
    offset = 0;
    length = (int) Math.min(head.length, base + at - position); // not of the entry behind
    head = new byte[0];
    discarding = false;
    faults++;
    if (entries == 0 && ++faultsBeforeEntries > FAULTS_BEFORE_ENTRIES) {
      fault =
          new Fault(
              "not_an_export",
              FAULTS_BEFORE_ENTRIES + " faults and no entry: read no further; " + advice());
      closed = true;
    }
    return true;
  }

  /** What the file may be instead. */
  private static String advice() {
    return "log entries as JSON are wanted, as gcloud writes them with --format=json";
  }

  private void slice() {
    slice = buffer;
    offset = keep;
    length = at - keep;
    position = base + keep;
  }

  /** Reads more, keeping what stands from {@link #keep} on; false at the end. */
  private boolean fill() throws IOException {
    if (exhausted) {
      return false;
    }
    if (end == buffer.length) {
      int kept = end - keep;
      byte[] target = kept > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
      System.arraycopy(buffer, keep, target, 0, kept);
      buffer = target;
      base += keep;
      at -= keep;
      end = kept;
      keep = 0;
    }
    try {
      int count;
      do {
        count = in.read(buffer, end, buffer.length - end);
      } while (count == 0);
      exhausted = count < 0;
      end += Math.max(0, count);
    } catch (EOFException | ZipException e) {
      exhausted = true;
      streamFault = gzipFault(e);
    }
    return !exhausted;
  }

  private static Fault gzipFault(IOException e) {
    return e instanceof EOFException
        ? new Fault("truncated_gzip", "the gzip stream ends too early")
        : new Fault("corrupt_gzip", "the gzip stream is damaged");
  }
}
