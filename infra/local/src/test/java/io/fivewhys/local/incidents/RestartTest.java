// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Escalation;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.causes.CausesProcessor;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.state.KafkaState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is told of an incident is the same whether or not the processor is stopped in between and
 * goes on elsewhere with nothing but what it kept: nothing twice, nothing lost, nothing other.
 */
class RestartTest {

  private static final String STORE = "causes-store";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"sql-slots", "flapping"})
  void escalations_do_not_depend_on_restarts(String scenario) throws Exception {
    CausesInput input =
        CausesInput.of(Scenarios.named(scenario).record(1).entries(), directory.resolve("streams"));
    List<Escalation> uninterrupted = decoded(input.escalations());
    assertThat(uninterrupted).isNotEmpty();
    for (int every : List.of(Integer.MAX_VALUE, 997)) {
      assertThat(decoded(restarted(input, every)))
          .as("%s, restarted every %d of %d", scenario, every, input.messages().size())
          .isEqualTo(uninterrupted);
    }
  }

  private static List<byte[]> restarted(CausesInput input, int every) {
    List<byte[]> told = new ArrayList<>();
    KeyValueStore<Bytes, byte[]> store = KafkaState.store(STORE, false).build();
    MockProcessorContext<byte[], byte[]> context = begun(store, true);
    CausesProcessor processor = processor(context);
    int count = 0;
    for (byte[] message : input.messages()) {
      if (count++ % every == every - 1) {
        told.addAll(told(context));
        processor.close();
        context = begun(store, false);
        processor = processor(context);
      }
      processor.process(new Record<>(new byte[0], message, 0L));
    }
    told.addAll(told(context));
    store.close();
    return told;
  }

  private static MockProcessorContext<byte[], byte[]> begun(
      KeyValueStore<Bytes, byte[]> store, boolean first) {
    MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
    if (first) {
      store.init(context.getStateStoreContext(), store);
    } else {
      context.addStateStore(store);
    }
    return context;
  }

  private static CausesProcessor processor(MockProcessorContext<byte[], byte[]> context) {
    CausesProcessor processor =
        new CausesProcessor(Settings.defaults(), Configuration.DEFAULTS, STORE);
    processor.init(context);
    return processor;
  }

  private static List<byte[]> told(MockProcessorContext<byte[], byte[]> context) {
    return context.forwarded().stream()
        .map(forwarded -> (byte[]) forwarded.record().value())
        .toList();
  }

  private static List<Escalation> decoded(List<byte[]> messages) {
    return messages.stream().map(Topics.ESCALATIONS.codec()::decode).toList();
  }
}
