// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.SortedMap;

/**
 * The page around the scripts: as a server gives it, which names their files, and as one file that
 * needs nothing else, which holds them and all documents. The same documents give the same bytes.
 */
public final class AppPage {

  /** Of the page from a server, for its header. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String ICON =
      "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
          + "%3Cpath d='M1 12l4-5 3 3 3-7 4 9' fill='none' stroke='%230072B2' stroke-width='2'/%3E%3C/svg%3E";

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en"%s>
      <head>
      <meta charset="utf-8">%s
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="referrer" content="no-referrer">
      <meta name="color-scheme" content="light dark">
      <title>fivewhys</title>
      <link rel="icon" href="%s">
      """;

  private static final String BODY =
      """
      </head>
      <body>
      <noscript>This report draws itself with the script inside it. Allow scripts to see it.</noscript>
      """;

  private AppPage() {}

  /** The page of a server: everything else is asked for. */
  static String live(Assets assets) {
    StringBuilder page = new StringBuilder(HEAD.formatted(" data-live=\"true\"", "", ICON));
    for (String name : assets.files().keySet()) {
      if (name.endsWith(".css")) {
        page.append("<link rel=\"stylesheet\" href=\"/assets/").append(name).append("\">\n");
      }
    }
    return page.append(BODY)
        .append("<script src=\"/assets/")
        .append(Assets.CHARTS)
        .append("\"></script>\n")
        .append("<script type=\"module\" src=\"/assets/app.js\"></script>\n</body>\n</html>\n")
        .toString();
  }

  /**
   * The page as one file, which never asks for more.
   *
   * @param documents JSON by path
   */
  public static void write(SortedMap<String, String> documents, OutputStream out)
      throws IOException {
    Assets assets = new Assets();
    String style = assets.style();
    String charts = assets.charts();
    String script = "\n" + assets.script();
    String policy =
        """

        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '%s' '%s'; style-src '%s'; img-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'">\
        """
            .formatted(hash(charts), hash(script), hash(style));
    write(out, HEAD.formatted("", policy, ICON));
    write(out, "<style>" + style + "</style>\n" + BODY);
    write(out, "<script type=\"application/json\" id=\"documents\">{");
    String comma = "";
    for (SortedMap.Entry<String, String> document : documents.entrySet()) {
      write(out, comma + new JsonText().value(document.getKey()) + ":" + document.getValue());
      comma = ",";
    }
    write(out, "}</script>\n<script>" + charts + "</script>\n");
    write(out, "<script type=\"module\">" + script + "</script>\n</body>\n</html>\n");
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
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
}
