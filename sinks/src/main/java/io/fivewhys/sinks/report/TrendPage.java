// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.Properties;

/**
 * Writes a report as one HTML file that needs nothing else: styles, scripts, charts and data are
 * inside. The same report gives the same bytes. Its Content-Security-Policy names the hash of each
 * script and style and forbids everything else, the network first.
 */
public final class TrendPage {

  /** How often a live page asks for new data. */
  private static final int LIVE_MILLIS = 2_000;

  private static final String ICON =
      "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
          + "%3Cpath d='M1 12l4-5 3 3 3-7 4 9' fill='none' stroke='%230072B2' stroke-width='2'/%3E%3C/svg%3E";

  private final String style = resource("report.css");
  private final String charts = echarts();
  private final String script = resource("report.js");

  /** The page as a file: it holds its data and never asks for more. */
  public static void write(TrendReport report, OutputStream out) throws IOException {
    out.write(
        new TrendPage()
            .html(TrendJson.of(report), "", policy("none"))
            .getBytes(StandardCharsets.UTF_8));
  }

  /** The page as a server gives it: it holds the data of now and asks the server for newer. */
  String live(TrendReport report) {
    return html(TrendJson.of(report), " data-live=\"" + LIVE_MILLIS + "\"", policy("self"));
  }

  /** The policy of the live page, for its header; there it can also forbid being framed. */
  String livePolicy() {
    return policy("self").formatted(hash(charts), hash(script), hash(style))
        + "; frame-ancestors 'none'";
  }

  private static String policy(String connect) {
    return "default-src 'none'; script-src '%s' '%s'; style-src '%s'; img-src data:; connect-src '"
        + connect
        + "'; base-uri 'none'; form-action 'none'";
  }

  private String html(String json, String live, String policy) {
    return """
    <!doctype html>
    <html lang="en"%s>
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="%s">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <meta name="color-scheme" content="light dark">
    <title>fivewhys report</title>
    <link rel="icon" href="%s">
    <style>%s</style>
    </head>
    <body>
    <noscript>This report draws itself with the script inside this file. Allow scripts to see it.</noscript>
    <script type="application/json" id="data">%s</script>
    <script>%s</script>
    <script>%s</script>
    </body>
    </html>
    """
        .formatted(
            live,
            policy.formatted(hash(charts), hash(script), hash(style)),
            ICON,
            style,
            json,
            charts,
            script);
  }

  private static String hash(String inline) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(inline.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The build with lines, bars, zoom, markers and tooltips; the smaller one has no zoom. */
  private static String echarts() {
    Properties artifact = new Properties();
    try (InputStream in = open("/META-INF/maven/org.webjars/echarts/pom.properties")) {
      artifact.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return resource(
        "/META-INF/resources/webjars/echarts/%s/echarts.common.min.js"
            .formatted(artifact.getProperty("version")));
  }

  private static String resource(String name) {
    try (InputStream in = open(name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
      if (text.contains("</script") || text.contains("</style") || text.contains("<!--")) {
        throw new IllegalStateException(name + " cannot stand inside a page as it is");
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) {
    return Objects.requireNonNull(
        TrendPage.class.getResourceAsStream(name), () -> name + " is not on the class path");
  }
}
