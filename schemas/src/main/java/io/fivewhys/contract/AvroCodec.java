// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import io.fivewhys.PlatformEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.BadHeaderException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * One record type as bytes and back, in Avro's single-object encoding: each message names its
 * writer's schema by fingerprint, so a reader resolves older and newer writers that it {@linkplain
 * #knowing knows}. Safe for use by many threads.
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

  private final Schema schema;
  private final BinaryMessageEncoder<T> encoder;
  private final BinaryMessageDecoder<T> decoder;

  private AvroCodec(SpecificData model, Schema schema) {
    this.schema = schema;
    this.encoder = new BinaryMessageEncoder<>(model, schema);
    this.decoder = new BinaryMessageDecoder<>(model, schema);
  }

  public static <T extends SpecificRecord> AvroCodec<T> of(Class<T> type) {
    return new AvroCodec<>(SpecificData.getForClass(type), SpecificData.get().getSchema(type));
  }

  /** This codec, which from now on also reads what writers of {@code writer} wrote. */
  public AvroCodec<T> knowing(Schema writer) {
    decoder.addSchema(writer);
    return this;
  }

  public Schema schema() {
    return schema;
  }

  /** What every message that this codec encodes begins with. */
  public byte[] header() {
    byte[] header = new byte[HEADER_BYTES];
    header[0] = (byte) 0xC3;
    header[1] = 0x01;
    long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
    for (int i = 0; i < Long.BYTES; i++) {
      header[2 + i] = (byte) (fingerprint >>> Byte.SIZE * i);
    }
    return header;
  }

  public byte[] encode(T record) {
    try {
      ByteBuffer bytes = encoder.encode(record);
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws UndecodableException when the bytes are not a message of this type, or its writer's
   *     schema is unknown
   */
  public T decode(byte[] message) {
    try {
      return decoder.decode(message);
    } catch (MissingSchemaException e) {
      throw new UndecodableException(
          "message of a writer whose schema this build of "
              + schema.getName()
              + " does not know: upgrade the reader",
          e);
    } catch (BadHeaderException e) {
      throw new UndecodableException("not an Avro single-object message of " + schema.getName(), e);
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
      throw new UndecodableException("damaged message of " + schema.getName(), e);
    }
  }

  /** The bytes are not what the topic promises. */
  public static final class UndecodableException extends RuntimeException {
    UndecodableException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
