// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.contract.Settings;
import java.util.List;
import java.util.function.Supplier;

/** Decodes and encodes batches, one after the other. Not for use by more than one thread. */
final class BatchDecoder {

  private final EntryDecoder decoder;

  BatchDecoder(Settings settings) {
    this.decoder = new EntryDecoder(settings);
  }

  /**
   * @param source name of the stream, for what is rejected
   */
  DecodedBatch decode(EntryBatch batch, String source) {
    DecodedBatch decoded = new DecodedBatch(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      decode(batch, i, source, decoded);
    }
    return decoded;
  }

  private void decode(EntryBatch batch, int i, String source, DecodedBatch decoded) {
    byte[] bytes = batch.bytes();
    int begin = batch.begin(i);
    int length = batch.length(i);
    Supplier<String> where = () -> source + "@" + batch.position(i);
    EntrySplitter.Fault fault = batch.fault(i);
    if (fault == null) {
      List<DecodedEntry> entries = decoder.decodeAll(bytes, begin, length, where);
      decoded.split(entries.size());
      entries.forEach(decoded::add);
    } else {
      decoded.add(
          EntryDecoder.rejected(fault.reason(), fault.detail(), bytes, begin, length, where));
    }
  }
}
