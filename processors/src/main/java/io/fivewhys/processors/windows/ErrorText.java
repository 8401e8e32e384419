// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import io.fivewhys.InstanceExit;
import io.fivewhys.LogLine;
import io.fivewhys.MemoryLimit;
import io.fivewhys.PlatformEvent;
import io.fivewhys.ProbeResult;
import io.fivewhys.Request;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.avro.SchemaNormalization;

/**
 * What an event says of an error, if it says one: an application's error line, or what the platform
 * reports of a request, a probe, an exit or the memory limit.
 *
 * @param signature what repeats, variable parts masked
 * @param example this one's own words, redacted
 */
record ErrorText(long signatureId, String signature, String example) {

  /** Of an event that {@linkplain MinuteCell counted} as an error. */
  static ErrorText of(PlatformEvent event) {
    return switch (event.getBody()) {
      case LogLine line ->
          new ErrorText(line.getSignatureId(), line.getSignature(), line.getExcerpt());
      case Request request ->
          platform(
              "request failed by the platform: "
                  + request.getPlatformError()
                  + ", status "
                  + request.getStatus(),
              Objects.requireNonNullElse(request.getErrorText(), ""));
      case ProbeResult probe ->
          platform(
              probe.getProbe() + " " + probe.getTransport() + " probe failed",
              "attempts "
                  + probe.getAttempts()
                  + ", "
                  + Objects.requireNonNullElse(probe.getDetail(), "no detail"));
      case InstanceExit exit when exit.getSignal() != null ->
          platform("container terminated on signal " + exit.getSignal(), "");
      case InstanceExit exit -> platform("container called exit(" + exit.getExitCode() + ")", "");
      case MemoryLimit limit ->
          platform(
              "memory limit of " + limit.getLimitMib() + " MiB exceeded",
              limit.getUsedMib() + " MiB used");
      default ->
          throw new IllegalArgumentException(
              "no error in " + event.getBody().getClass().getSimpleName());
    };
  }

  private static ErrorText platform(String signature, String example) {
    long id = SchemaNormalization.fingerprint64(signature.getBytes(StandardCharsets.UTF_8));
    return new ErrorText(id, signature, example.isEmpty() ? signature : example);
  }
}
