// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

/** What is measured by the minute; of some of them rows are made together. */
enum Measure {
  /** Instances that said anything in the minute. */
  HEARD(true),
  /** Instances as Cloud Monitoring counts them, idle ones included. */
  COUNTED(true),
  /** Time that requests took, in microseconds. */
  BUSY(true),
  /** Entries that say that an instance was ended for its memory. */
  EXITS(true),
  MEMORY(false),
  CPU(false),
  CONNECTOR_INSTANCES(true),
  CONNECTOR_CPU(false),
  /** Bits a second. */
  SENT(true),
  RECEIVED(true),
  /** Connections to each database of a PostgreSQL instance. */
  BACKENDS(true),
  /** Connections to an instance of any engine. */
  CONNECTIONS(true),
  /** Connections that were turned away for want of a slot. */
  REFUSED(true);

  /** Whether several series of one minute add up; else the highest counts. */
  final boolean adds;

  Measure(boolean adds) {
    this.adds = adds;
  }
}
