// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ComponentKind;
import io.fivewhys.PlatformEvent;

/**
 * Whether an event is of something that can exist. Who may write log entries chooses the labels
 * that name it, and keys of state are made of these names, joined by slashes: none that passes
 * holds a slash, a control character, a blank or a secret, or is without bounds. Names of Cloud
 * Run, projects and locations must look like such; those of other components are taken as they are.
 */
final class Identities {

  private static final int LONGEST = 200;

  /** What characters say of a name; the higher class decides. */
  private static final byte PLAIN = 1;

  /** Possible in a name, and in a secret too. */
  private static final byte ODD = 2;

  private static final byte COLON = 3;
  private static final byte FOREIGN = 4;

  private static final byte[] CLASS = new byte[128];

  static {
    for (char c = 0; c < CLASS.length; c++) {
      boolean plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.';
      boolean odd = c >= 'A' && c <= 'Z' || c == '_';
      CLASS[c] = plain ? PLAIN : odd ? ODD : c == ':' ? COLON : FOREIGN;
    }
  }

  private Identities() {}

  static boolean areSound(PlatformEvent event) {
    boolean run = event.getComponentKind() == ComponentKind.CLOUD_RUN_SERVICE;
    return isName(event.getProject(), COLON)
        && isName(event.getLocation(), ODD)
        && isName(event.getRevision(), ODD)
        && (run ? isName(event.getComponent(), ODD) : isComponent(event.getComponent()));
  }

  /** The last segment of a component's name, such as that of a full path, without secrets. */
  static String component(String sent) {
    String name = sent.substring(sent.lastIndexOf('/') + 1);
    if (highest(name) == PLAIN) {
      return name;
    }
    // What redaction would leave out must not make a name of what is none.
    boolean hidden = name.chars().anyMatch(c -> Character.getType(c) == Character.FORMAT);
    return hidden ? "" : Redaction.redact(name);
  }

  /** Empty where there is none. */
  private static boolean isName(String name, byte most) {
    if (name.length() > LONGEST) {
      return false;
    }
    byte highest = highest(name);
    return highest <= PLAIN || highest <= most && Redaction.redact(name).equals(name);
  }

  private static boolean isComponent(String name) {
    if (name.isEmpty() || name.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c == '/' || c >= 127 && !Character.isLetterOrDigit(c)) {
        return false;
      }
    }
    return true;
  }

  private static byte highest(String name) {
    byte highest = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      byte here = c < CLASS.length ? CLASS[c] : FOREIGN;
      highest = here > highest ? here : highest;
    }
    return highest;
  }
}
