// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import io.fivewhys.contract.Settings;
import io.fivewhys.processors.PipelineTopology;
import io.fivewhys.processors.PipelineTopology.State;
import io.fivewhys.processors.ProcessorsApp;
import io.fivewhys.processors.windows.WindowCounts;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;

/** Ours: the processors as they are shipped. */
final class FivewhysEngine implements WindowsEngine {

  @Override
  public String name() {
    return "fivewhys";
  }

  @Override
  public String setup() {
    return "the hot stage as shipped: exactly once, repeats told, instances and signatures counted";
  }

  @Override
  public Job start(String bootstrapServers, Path directory, String id, int threads) {
    Properties overrides = new Properties();
    overrides.put(StreamsConfig.APPLICATION_ID_CONFIG, id);
    overrides.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    ProcessorsApp app =
        new ProcessorsApp(
            bootstrapServers,
            directory,
            counts -> PipelineTopology.windows(Settings.defaults(), State.DURABLE, counts),
            overrides);
    app.start();
    return new Job() {
      @Override
      public long folded() {
        WindowCounts counts = app.counts();
        return counts.counted.sum() + counts.duplicates.sum() + counts.late.sum();
      }

      @Override
      public void close() {
        app.close();
      }
    };
  }
}
