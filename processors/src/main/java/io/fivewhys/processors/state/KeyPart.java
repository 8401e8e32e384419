// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.state;

/** A part of a key whose parts are joined by '/': in it '/' is none. */
public final class KeyPart {

  private KeyPart() {}

  public static String of(String text) {
    return text.replace("%", "%25").replace("/", "%2F");
  }

  public static String text(String part) {
    return part.replace("%2F", "/").replace("%25", "%");
  }
}
