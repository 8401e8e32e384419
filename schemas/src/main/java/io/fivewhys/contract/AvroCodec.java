// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import io.fivewhys.PlatformEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BadHeaderException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One record type as bytes and back, in Avro's single-object encoding: each message names its
 * writer's schema by fingerprint, and those of all older builds are known by {@link WriterHistory}.
 * Safe for use by many threads.
 */
public final class AvroCodec<T extends SpecificRecord> {

  /** C3 01 and the eight bytes of the fingerprint. */
  public static final int HEADER_BYTES = 10;

  static {
    // Avro instantiates no class by its name in a schema unless told that it may.
    ClassSecurityPredicate others = ClassSecurityValidator.getGlobal();
    String ours = PlatformEvent.class.getPackageName();
    ClassSecurityValidator.setGlobal(
        type -> type.getPackageName().equals(ours) || others.isTrusted(type));
  }

  // Avro's own message encoder and decoder go byte by byte through streams, which costs most of
  // the time. These have buffers, one for each thread.
  private static final ThreadLocal<@Nullable BinaryEncoder> ENCODER = new ThreadLocal<>();
  private static final ThreadLocal<@Nullable BinaryDecoder> DECODER = new ThreadLocal<>();

  private final Schema schema;
  private final byte[] header;
  private final List<byte[]> otherHeaders;
  private final DatumWriter<T> writer;
  private final DatumReader<T> reader;
  private final BinaryMessageDecoder<T> otherWriters;

  /**
   * @param writers whose messages it reads besides its own
   */
  @SuppressWarnings("unchecked")
  AvroCodec(Class<T> type, List<Schema> writers) {
    SpecificData model = SpecificData.getForClass(type);
    model.setCustomCoders(true); // the generated encoders: the same bytes, without reflection
    this.schema = SpecificData.get().getSchema(type);
    this.header = header(schema);
    this.otherHeaders =
        writers.stream().map(AvroCodec::header).filter(each -> !begins(each, header)).toList();
    this.writer = model.createDatumWriter(schema);
    this.reader = model.createDatumReader(schema);
    this.otherWriters = new BinaryMessageDecoder<>(model, schema);
    writers.forEach(otherWriters::addSchema);
  }

  public static <T extends SpecificRecord> AvroCodec<T> of(Class<T> type) {
    return new AvroCodec<>(type, WriterHistory.of(SpecificData.get().getSchema(type).getName()));
  }

  public Schema schema() {
    return schema;
  }

  /** What every message that this codec encodes begins with. */
  public byte[] header() {
    return header.clone();
  }

  /** Whether a message begins with a {@link #header()}. */
  public static boolean begins(byte[] message, byte[] header) {
    return message.length >= HEADER_BYTES
        && Arrays.equals(message, 0, HEADER_BYTES, header, 0, HEADER_BYTES);
  }

  /** Whether a message is of this record, by this build or an older one. */
  public boolean wrote(byte[] message) {
    if (begins(message, header)) {
      return true;
    }
    for (byte[] other : otherHeaders) {
      if (begins(message, other)) {
        return true;
      }
    }
    return false;
  }

  public byte[] encode(T record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try {
      bytes.write(header);
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, ENCODER.get());
      ENCODER.set(encoder);
      writer.write(record, encoder);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws UndecodableException when the bytes are not a message of this type
   * @throws UnknownWriterException when they may be, of a version this build does not know
   */
  public T decode(byte[] message) {
    try {
      if (!begins(message, header)) {
        return otherWriters.decode(message);
      }
      BinaryDecoder decoder =
          DecoderFactory.get()
              .binaryDecoder(message, HEADER_BYTES, message.length - HEADER_BYTES, DECODER.get());
      DECODER.set(decoder);
      return reader.read(null, decoder);
    } catch (MissingSchemaException e) {
      throw new UnknownWriterException(
          "message of a writer whose schema this build of "
              + schema.getName()
              + " does not know: upgrade the reader",
          e);
    } catch (BadHeaderException e) {
      throw new UndecodableException("not an Avro single-object message of " + schema.getName(), e);
    } catch (IOException
        | AvroRuntimeException
        | IndexOutOfBoundsException
        | UnsupportedOperationException e) { // the last: of a length past what Avro takes
      throw new UndecodableException("damaged message of " + schema.getName(), e);
    }
  }

  private static byte[] header(Schema schema) {
    return ByteBuffer.allocate(HEADER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0xC3)
        .put((byte) 0x01)
        .putLong(SchemaNormalization.parsingFingerprint64(schema))
        .array();
  }

  /** The bytes are not what the topic promises. */
  public static final class UndecodableException extends RuntimeException {
    public UndecodableException(String message) {
      super(message);
    }

    UndecodableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * A newer writer's message. Not a fault of the message: to go on would be to lose it, so the
   * reader must stop until it is upgraded.
   */
  public static final class UnknownWriterException extends RuntimeException {
    UnknownWriterException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
