// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.pubsub;

import io.fivewhys.Escalation;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The schema of what is published, as Pub/Sub takes one: a single definition that leans on no
 * other, each type defined where it is named first. It is the record's own, without what only
 * Java's generator reads.
 */
public final class EscalationSchema {

  /** How the generator marks texts that are Java strings. */
  private static final String JAVA_STRING = ",\"avro.java.string\":\"String\"";

  private static final Schema SCHEMA =
      new Schema.Parser().parse(Escalation.getClassSchema().toString().replace(JAVA_STRING, ""));

  private static final String URI =
      "urn:fivewhys:avro:%s:%016x"
          .formatted(SCHEMA.getFullName(), SchemaNormalization.parsingFingerprint64(SCHEMA));

  private EscalationSchema() {}

  /** As JSON, for {@code gcloud pubsub schemas create --definition-file}. */
  public static String definition() {
    return SCHEMA.toString(true) + "\n";
  }

  /** Which schema wrote a message: another whenever a field is added, removed or changed. */
  public static String uri() {
    return URI;
  }
}
