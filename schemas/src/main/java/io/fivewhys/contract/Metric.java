// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.Supplier;

/**
 * A number that a service tells about itself.
 *
 * @param name as its meter is called
 * @param counter whether it only grows, from 0 at each start; otherwise it is a level
 * @param label by whose values it is told apart; empty for none
 */
public record Metric(String name, boolean counter, String label, String doc) {

  /** A registry forgets a counter together with its object, to which it holds on weakly. */
  private static final Object ALIVE = new Object();

  static Metric counter(String name, String label, String doc) {
    return new Metric(name, true, label, doc);
  }

  static Metric level(String name, String label, String doc) {
    return new Metric(name, false, label, doc);
  }

  /** Without a label. */
  public void bind(MeterRegistry registry, Supplier<Number> number) {
    bind(registry, Tags.empty(), number);
  }

  /**
   * @param value of the label
   * @param number asked whenever somebody wants to know
   */
  public void bind(MeterRegistry registry, String value, Supplier<Number> number) {
    bind(registry, Tags.of(label, value), number);
  }

  private void bind(MeterRegistry registry, Tags tags, Supplier<Number> number) {
    if (counter) {
      FunctionCounter.builder(name, ALIVE, unused -> number.get().doubleValue())
          .tags(tags)
          .description(doc)
          .register(registry);
    } else {
      Gauge.builder(name, number).tags(tags).description(doc).register(registry);
    }
  }

  /** As it is at {@code /metrics}. */
  public String exposedName() {
    return name.replace('.', '_') + (counter ? "_total" : "");
  }
}
