// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform.provider;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.grpc.HandlerRegistry;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A provider that has a schema and does nothing: it speaks version 6 of Terraform's plugin protocol
 * on loopback. Terraform finds it through {@code TF_REATTACH_PROVIDERS}, as it finds a provider
 * that runs in a debugger; with it {@code validate} is Terraform's own, and {@code test} has what
 * it needs to mock it. Messages are few and written by hand, field numbers as in the protocol.
 */
public final class SchemaServer implements AutoCloseable {

  private static final String SCHEMA_METHOD = "tfplugin6.Provider/GetProviderSchema";

  /** Number of the field of an attribute that is in no state; by convention its name says so. */
  private static final int WRITE_ONLY = 11;

  private final Server server;

  public SchemaServer(
      Block provider, SortedMap<String, Block> resources, SortedMap<String, Block> dataSources)
      throws IOException {
    byte[] schema = schema(provider, resources, dataSources);
    server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InsecureServerCredentials.create())
            .fallbackHandlerRegistry(new Answers(schema))
            .build()
            .start();
  }

  /** Value of {@code TF_REATTACH_PROVIDERS} that leads Terraform here. */
  public String reattach() {
    return "{\"hashicorp/google\":{\"Protocol\":\"grpc\",\"ProtocolVersion\":6,\"Pid\":"
        + ProcessHandle.current().pid()
        + ",\"Test\":true,\"Addr\":{\"Network\":\"tcp\",\"String\":\"127.0.0.1:"
        + server.getPort()
        + "\"}}}";
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private static byte[] schema(
      Block provider, SortedMap<String, Block> resources, SortedMap<String, Block> dataSources) {
    Message answer = new Message();
    answer.put(1, schema(provider));
    resources.forEach((name, block) -> answer.put(2, entry(name, schema(block))));
    dataSources.forEach((name, block) -> answer.put(3, entry(name, schema(block))));
    return answer.bytes();
  }

  private static Message entry(String key, Message value) {
    return new Message().put(1, key).put(2, value);
  }

  private static Message schema(Block block) {
    return new Message().put(2, block(block));
  }

  private static Message block(Block block) {
    Message message = new Message();
    block
        .attributes()
        .forEach((name, attribute) ->
            message.put(
                2,
                new Message()
                    .put(1, name)
                    .put(2, attribute.type())
                    .put(4, attribute.required())
                    .put(5, attribute.optional())
                    .put(6, attribute.computed())
                    .put(WRITE_ONLY, name.endsWith("_wo"))));
    block
        .blocks()
        .forEach((name, nested) ->
            message.put(
                3,
                new Message()
                    .put(1, name)
                    .put(2, block(nested.block()))
                    .put(3, nested.nesting().ordinal() + 1)
                    .put(4, nested.least())
                    .put(5, nested.most())));
    return message;
  }

  /** A protocol buffer, field by field. */
  private static final class Message {
    private final ByteString.Output buffer = ByteString.newOutput();
    private final CodedOutputStream out = CodedOutputStream.newInstance(buffer);

    private interface Field {
      void write(CodedOutputStream out) throws IOException;
    }

    private Message write(Field field) {
      try {
        field.write(out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return this;
    }

    Message put(int field, Message value) {
      return write(to -> to.writeByteArray(field, value.bytes()));
    }

    Message put(int field, String value) {
      return write(to -> to.writeString(field, value));
    }

    Message put(int field, boolean value) {
      return write(to -> to.writeBool(field, value));
    }

    Message put(int field, int value) {
      return write(to -> to.writeInt64(field, value));
    }

    byte[] bytes() {
      write(CodedOutputStream::flush);
      return buffer.toByteString().toByteArray();
    }
  }

  /** The schema to who asks for it; to everything else an empty message: no complaint. */
  private static final class Answers extends HandlerRegistry {

    private final byte[] schema;

    Answers(byte[] schema) {
      this.schema = schema;
    }

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String method, @Nullable String authority) {
      byte[] answer = method.equals(SCHEMA_METHOD) ? schema : new byte[0];
      MethodDescriptor<byte[], byte[]> descriptor =
          MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
              .setFullMethodName(method)
              .setType(MethodType.UNARY)
              .build();
      return ServerMethodDefinition.create(
          descriptor,
          ServerCalls.asyncUnaryCall((request, observer) -> {
            observer.onNext(answer);
            observer.onCompleted();
          }));
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
