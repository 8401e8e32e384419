// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

/** What the source of an entry is told, once. */
public interface Receipt {

  /** For sources that do not ask. */
  Receipt NONE =
      new Receipt() {
        @Override
        public void durable() {}

        @Override
        public void failed() {}
      };

  /** It is in the log, or nothing is to become of it: it need not come again. */
  void durable();

  /** It is to come again. */
  void failed();
}
