// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.observations;

/**
 * What one partition of the events has to say.
 *
 * @param partition of the events
 * @param millis its event time
 * @param message of {@link io.fivewhys.contract.Topics#OBSERVATIONS}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Observation(int partition, long millis, byte[] message) {}
