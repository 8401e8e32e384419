// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.Component;
import io.fivewhys.Escalation;
import io.fivewhys.Impact;
import io.fivewhys.IncidentStatus;
import io.fivewhys.Progress;
import io.fivewhys.RootCause;
import io.fivewhys.Symptom;
import io.fivewhys.Why;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Locale;

/** The phrases in which an incident is told, as they are: whoever shows them escapes them. */
final class IncidentText {

  private static final MathContext THREE_DIGITS = new MathContext(3);

  private IncidentText() {}

  /** Its kind in words, then its name. */
  static String component(Component component) {
    return words(component.getKind()) + " " + component.getName();
  }

  /** Such as {@code vpc connector}. */
  static String words(Enum<?> symbol) {
    return symbol.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  static String symptom(Escalation escalation) {
    Symptom symptom = escalation.getSymptom();
    StringBuilder text =
        new StringBuilder(component(symptom.getComponent()))
            .append(": ")
            .append(words(symptom.getSignal()));
    if (symptom.getObserved() != null) {
      text.append(' ').append(number(symptom.getObserved()));
    }
    if (symptom.getObjective() != null) {
      text.append(", objective ").append(number(symptom.getObjective()));
    }
    if (symptom.getBurnRate() != null) {
      text.append(", burning ").append(number(symptom.getBurnRate())).append(" times too fast");
    }
    return symptom.getSlo().isEmpty()
        ? text.toString()
        : text.append(" (").append(symptom.getSlo()).append(')').toString();
  }

  static String impact(Impact impact) {
    String text =
        String.format(
            Locale.ROOT,
            "%,d of %,d requests failed",
            impact.getFailedRequests(),
            impact.getRequests());
    if (impact.getShare() != null) {
      text += " (" + number(impact.getShare() * 100) + " %)";
    }
    return text + ", in " + count(impact.getAffectedMinutes(), "minute");
  }

  /** Such as "1 of 3 services recovered; 12 % of requests fail now, 46 % did at open". */
  static String progress(Progress progress) {
    String text =
        String.format(
            Locale.ROOT,
            "%,d of %s recovered",
            progress.getRecovered(),
            count(progress.getServices(), "service"));
    if (progress.getShareNow() != null && progress.getShareAtOpen() != null) {
      text +=
          "; "
              + number(progress.getShareNow() * 100)
              + " % of requests fail now, "
              + number(progress.getShareAtOpen() * 100)
              + " % did at open";
    }
    return text;
  }

  static String cause(RootCause cause) {
    String text = words(cause.getKind()) + ": " + component(cause.getComponent());
    if (cause.getRevision() != null) {
      text += ", revision " + cause.getRevision();
    }
    return text
        + " ("
        + words(cause.getBasis())
        + ", confidence "
        + number(cause.getConfidence())
        + ")";
  }

  static String basis(Why why) {
    return words(why.getBasis())
        + (why.getCount() > 0
            ? ", " + String.format(Locale.ROOT, "%,d", why.getCount()) + "×"
            : "");
  }

  /** Whether nobody needs to look at it any more. */
  static boolean over(Escalation escalation) {
    return escalation.getStatus() == IncidentStatus.RESOLVED;
  }

  /** When it ended: with its symptom, or where nobody said when, at the look that found it over. */
  static long end(Escalation resolved) {
    return resolved.getResolvedAt() == null ? resolved.getObservedAt() : resolved.getResolvedAt();
  }

  static String lasted(long fromMicros, long toMicros) {
    Duration duration = Duration.ofSeconds(Math.max(0, (toMicros - fromMicros) / 1_000_000));
    if (duration.toMinutes() == 0) {
      return duration.toSeconds() + " s";
    }
    return duration.toHours() == 0
        ? duration.toMinutes() + " min"
        : duration.toHours() + " h " + duration.toMinutesPart() + " min";
  }

  static String count(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }

  /** In three digits, without an exponent. */
  static String number(double number) {
    return Double.isFinite(number)
        ? new BigDecimal(number).round(THREE_DIGITS).stripTrailingZeros().toPlainString()
        : "unknown";
  }
}
