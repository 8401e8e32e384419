// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import io.fivewhys.ServiceMinute;
import io.fivewhys.SignatureCount;

/** One signature of a minute: what a row of {@link Tables#ERROR_SIGNATURES} is made of. */
public record SignatureMinute(ServiceMinute minute, SignatureCount signature) {}
