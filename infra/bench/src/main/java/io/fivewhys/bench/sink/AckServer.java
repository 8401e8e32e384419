// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench.sink;

import com.google.cloud.bigquery.storage.v1.AppendRowsRequest;
import com.google.cloud.bigquery.storage.v1.AppendRowsResponse;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteGrpc;
import com.google.cloud.bigquery.storage.v1.CreateWriteStreamRequest;
import com.google.cloud.bigquery.storage.v1.WriteStream;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** A Storage Write API on loopback that counts rows, acknowledges them and forgets them. */
public final class AckServer extends BigQueryWriteGrpc.BigQueryWriteImplBase
    implements AutoCloseable {

  private static final int MESSAGE_BYTES = 20 << 20;

  public final LongAdder rows = new LongAdder();
  public final LongAdder bytes = new LongAdder();
  public final LongAdder requests = new LongAdder();
  private final AtomicInteger streams = new AtomicInteger();
  private final Server server;

  public AckServer() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxInboundMessageSize(MESSAGE_BYTES)
            .permitKeepAliveTime(10, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(this)
            .build()
            .start();
  }

  /** The caller shuts it down. */
  public ManagedChannel channel() {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
  }

  @Override
  public void createWriteStream(
      CreateWriteStreamRequest request, StreamObserver<WriteStream> answer) {
    answer.onNext(
        WriteStream.newBuilder()
            .setName(request.getParent() + "/streams/s" + streams.incrementAndGet())
            .build());
    answer.onCompleted();
  }

  @Override
  public StreamObserver<AppendRowsRequest> appendRows(StreamObserver<AppendRowsResponse> answers) {
    return new StreamObserver<>() {
      @Override
      public void onNext(AppendRowsRequest request) {
        for (ByteString row : request.getProtoRows().getRows().getSerializedRowsList()) {
          bytes.add(row.size());
        }
        rows.add(request.getProtoRows().getRows().getSerializedRowsCount());
        requests.increment();
        answers.onNext(AppendRowsResponse.getDefaultInstance());
      }

      @Override
      public void onError(Throwable failure) {
        // The client is gone, and there is nothing to give back.
      }

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
