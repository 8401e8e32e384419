// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

/** Scripts that wait inside the page: at each frame, and whenever its elements change. */
final class Waiting {

  /**
   * A function of a condition: a promise of the moment in which it was true, or of a text that says
   * why it never was.
   */
  static final String UNTIL =
      """
      condition => new Promise(done => {
        const deadline = performance.now() + 30_000;
        let fault = 'false', over = false;
        const changes = new MutationObserver(() => look());
        const end = result => { over = true; changes.disconnect(); done(result); };
        const look = () => {
          if (over) return;
          try {
            if (condition()) return end(performance.now());
            fault = 'false';
          } catch (thrown) {
            fault = String(thrown);
          }
          if (performance.now() > deadline) end(fault);
        };
        const frame = () => { look(); if (!over) requestAnimationFrame(frame); };
        const tick = () => { look(); if (!over) setTimeout(tick, 100); };
        changes.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
        frame();
        tick();
      })\
      """;

  /** Where the moment is kept that a new document is watched for. */
  static final String MET = "window[Symbol.for('met')]";

  /** Of a waiting function and a condition: watched for from a document's first moment on. */
  static final String WATCH = MET + " = (%s)(() => (%s))";

  private Waiting() {}
}
