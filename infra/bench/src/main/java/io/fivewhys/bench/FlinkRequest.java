// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What travels in Flink from the source to the windows: the few fields that are counted, in a
 * hand-written encoding, since its own for plain objects costs several times as much.
 */
public final class FlinkRequest {

  /** Only for the source: Flink carries the time itself. */
  long eventMillis;

  String key = "";
  int status;
  long latencyNanos;
  boolean connection;

  static TypeInformation<FlinkRequest> type() {
    return new Type();
  }

  private static final class Type extends GenericTypeInfo<FlinkRequest> {
    Type() {
      super(FlinkRequest.class);
    }

    @Override
    public TypeSerializer<FlinkRequest> createSerializer(SerializerConfig config) {
      return Encoding.INSTANCE;
    }
  }

  /** Public for Flink, which makes one by reflection. */
  public static final class Encoding extends TypeSerializerSingleton<FlinkRequest> {

    static final Encoding INSTANCE = new Encoding();

    @Override
    public boolean isImmutableType() {
      return false;
    }

    @Override
    public FlinkRequest createInstance() {
      return new FlinkRequest();
    }

    @Override
    public FlinkRequest copy(FlinkRequest from) {
      return copy(from, new FlinkRequest());
    }

    @Override
    public FlinkRequest copy(FlinkRequest from, FlinkRequest reuse) {
      reuse.eventMillis = from.eventMillis;
      reuse.key = from.key;
      reuse.status = from.status;
      reuse.latencyNanos = from.latencyNanos;
      reuse.connection = from.connection;
      return reuse;
    }

    @Override
    public int getLength() {
      return -1;
    }

    @Override
    public void serialize(FlinkRequest request, DataOutputView target) throws IOException {
      byte[] key = request.key.getBytes(StandardCharsets.UTF_8);
      target.writeShort(key.length);
      target.write(key);
      target.writeShort(request.status);
      target.writeLong(request.latencyNanos);
      target.writeBoolean(request.connection);
    }

    @Override
    public FlinkRequest deserialize(DataInputView source) throws IOException {
      return deserialize(new FlinkRequest(), source);
    }

    @Override
    public FlinkRequest deserialize(FlinkRequest reuse, DataInputView source) throws IOException {
      byte[] key = new byte[source.readShort()];
      source.readFully(key);
      reuse.key = new String(key, StandardCharsets.UTF_8);
      reuse.status = source.readShort();
      reuse.latencyNanos = source.readLong();
      reuse.connection = source.readBoolean();
      return reuse;
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
      serialize(deserialize(source), target);
    }

    @Override
    public TypeSerializerSnapshot<FlinkRequest> snapshotConfiguration() {
      return new Snapshot();
    }
  }

  /** Public for Flink, which makes one by reflection. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<FlinkRequest> {
    public Snapshot() {
      super(() -> Encoding.INSTANCE);
    }
  }
}
