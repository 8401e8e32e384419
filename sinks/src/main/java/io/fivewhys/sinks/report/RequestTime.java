// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

/**
 * How long a request may take to arrive. The JDK's server waits without end unless a property of
 * the whole JVM says otherwise, which it reads once, when the first server is made.
 */
public final class RequestTime {

  private static final String PROPERTY = "sun.net.httpserver.maxReqTime";
  private static final String SECONDS = "20";

  private RequestTime() {}

  /** Before the first server is made; what whoever starts the JVM says stays. */
  public static void limit() {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, SECONDS);
    }
  }
}
