// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import io.fivewhys.ingest.Receipt;

/** Where single entries go: {@link io.fivewhys.ingest.IngestRun#receive}. */
@FunctionalInterface
public interface Inlet {
  void receive(byte[] entry, String where, long publishedMicros, Receipt receipt);
}
