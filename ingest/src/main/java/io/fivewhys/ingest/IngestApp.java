// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.contract.KafkaConnection;
import io.fivewhys.contract.Service;
import io.fivewhys.contract.Settings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Log entries from a Pub/Sub subscription into the events, as a program. */
public final class IngestApp implements Service {

  private final IngestRun run;
  private final PubSubSource source;

  public IngestApp(Settings settings) {
    run = new IngestRun(settings, () -> new KafkaEventLog(KafkaConnection.properties(settings)));
    source = new PubSubSource(settings, run);
  }

  @Override
  public void start() {
    run.start(source);
  }

  @Override
  public CompletableFuture<@Nullable Void> done() {
    return run.done();
  }

  @Override
  public List<String> unready() {
    return Stream.of(run.outage(), source.outage()).filter(why -> !why.isEmpty()).toList();
  }

  /** What has become of the entries so far. */
  public IngestCounts counts() {
    return run.counts();
  }

  /** Events held back for their order. */
  public int held() {
    return run.held();
  }

  /** Acknowledgements that Pub/Sub did not take. */
  public long lostAcknowledgements() {
    return source.lostAcknowledgements();
  }

  @Override
  public void close() {
    run.close();
    source.close();
  }
}
