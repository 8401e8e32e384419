// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import io.fivewhys.Control;
import io.fivewhys.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A verdict and how it is known; the fields are those of {@link io.fivewhys.RevisionChange}.
 *
 * @param reason one sentence
 */
public record Judgement(
    Verdict verdict,
    @Nullable String indicator,
    Control control,
    long requestsBefore,
    long requestsAfter,
    @Nullable Double errorRateBefore,
    @Nullable Double errorRateAfter,
    @Nullable Double effect,
    @Nullable Double effectLow,
    @Nullable Double effectHigh,
    @Nullable Double pValue,
    @Nullable Double latencyP95BeforeMs,
    @Nullable Double latencyP95AfterMs,
    boolean latencyChanged,
    String reason,
    @Nullable Long requestsNeeded) {}
