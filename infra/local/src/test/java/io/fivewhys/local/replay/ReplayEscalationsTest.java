// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Escalation;
import io.fivewhys.IncidentStatus;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.ingest.InputFiles;
import io.fivewhys.local.Incidents;
import io.fivewhys.local.warehouse.WarehouseQuery;
import io.fivewhys.processors.PipelineTopology;
import io.fivewhys.processors.windows.WindowCounts;
import io.fivewhys.sinks.report.EscalationReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pipeline escalates while it is replayed, in each place where a replay leaves it. */
class ReplayEscalationsTest {

  private static final List<Escalation> STEPS =
      List.of(
          Incidents.bare("b", 1, IncidentStatus.OPENED),
          Incidents.full("a"),
          Incidents.bare("b", 2, IncidentStatus.RESOLVED));

  private static final String ENTRY =
      """
      {"insertId":"a","logName":"projects/acme-prod/logs/run.googleapis.com%2Fstdout",\
      "resource":{"type":"cloud_run_revision","labels":{"project_id":"acme-prod","location":"us-central1",\
      "service_name":"checkout","revision_name":"checkout-00042-abc"}},\
      "textPayload":"hello","timestamp":"2026-09-16T01:42:00Z"}
      """;

  @TempDir Path directory;

  @Test
  void every_step_is_a_line_a_row_and_part_of_the_count() throws Exception {
    Path out = directory.resolve("out");
    InputStream entries = new ByteArrayInputStream(ENTRY.getBytes(StandardCharsets.UTF_8));

    Replay.Result result =
        new Replay(Settings.defaults(), () -> 0L, 1, ReplayEscalationsTest::escalating)
            .run(InputFiles.expand(List.of("-"), entries), out, Progress.SILENT);

    assertThat(result.escalations()).isEqualTo(STEPS);
    assertThat(Files.readString(out.resolve("escalations.ndjson")))
        .isEqualTo(EscalationJson.lines(STEPS));
    assertThat(Files.readString(out.resolve("summary.json"))).contains("\"escalations\":3,");
    assertThat(WarehouseQuery.read(out.resolve("warehouse.duckdb"), EscalationReader::all))
        .containsExactlyInAnyOrderElementsOf(STEPS);
  }

  /** The real pipeline, with a stage that escalates as soon as it hears of anything. */
  private static Topology escalating(Settings settings, WindowCounts counts) {
    ByteArraySerializer out = new ByteArraySerializer();
    return PipelineTopology.build(settings, PipelineTopology.State.TRANSIENT, counts)
        .addProcessor("planted", Causes::new, "service-minutes-again")
        .addSink("planted-sink", Topics.ESCALATIONS.name(), out, out, "planted");
  }

  private static final class Causes extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    private boolean told;

    @Override
    public void process(Record<byte[], byte[]> minute) {
      if (!told) {
        told = true;
        STEPS.forEach(step ->
            context()
                .forward(
                    new Record<>(
                        step.getIncidentId().getBytes(StandardCharsets.UTF_8),
                        Topics.ESCALATIONS.codec().encode(step),
                        0L)));
      }
    }
  }
}
