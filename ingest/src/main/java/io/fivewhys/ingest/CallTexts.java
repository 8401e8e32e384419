// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ComponentKind;
import io.fivewhys.SignalKind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers of others that the speaker called over HTTP or gRPC: failed, or rejected. A status alone
 * is no answer of another, as access logs are full of the speaker's own; it takes a client's words
 * or the URL that was called.
 */
final class CallTexts {

  private static final String STATUS = "(5\\d\\d|401|403)(?![\\d.]|:\\d|\\s?ms|%)";
  private static final String[] BEGINNINGS = {"5", "401", "403"};

  /** Words of clients, which do not serve. */
  private static final Pattern CLIENT =
      Pattern.compile(
          "httpx|aiohttp|urllib3?\\b|requests/|requests\\.exceptions|okhttp|axios|feign|resttemplate"
              + "|webclient|fetch failed|undici|openai|anthropic|googleapi|google\\.api_core|grpc"
              + "|rpc error|statuscode|net/http|reqwest|faraday|guzzle|httpclient|resttemplate"
              + "|restclient|curl error|headers timeout|body timeout|deadline_exceeded|gaxios");

  static final List<SignalRule> STATUSES =
      List.of(
          // axios, Faraday, urllib, aiohttp, upstream proxies, requests and httpx
          SignalRule.matching(
              "(?:request failed with status code|the server responded with status"
                  + "|httperror: http error|clientresponseerror:|upstream[^\\n]{0,80}?"
                  + "|googleapi: (?:got http response code|error)"
                  + "|(?:server|client) error:? ['`](?:\\w{3,7} \\S{1,300} resulted in a [`'])?"
                  + "|status (?:server|client) error \\() ?"
                  + STATUS,
              CallTexts::answer,
              "request failed with status code",
              "the server responded with status",
              "http error",
              "clientresponseerror",
              "upstream",
              "googleapi",
              "server error",
              "client error"),
          SignalRule.matching(
              STATUS
                  + " (?:server|client) error: [^\\n]{0,80}for url"
                  + "|"
                  + STATUS
                  + " [a-z ]{2,40} from (?:get|post|put|patch|delete) http"
                  + "|\\["
                  + STATUS
                  + "[a-z ]{0,40}\\] during \\["
                  + "|"
                  + STATUS
                  + "(?: [a-z ]{2,40})? on (?:get|post|put|patch|delete) request for ",
              CallTexts::answer,
              "for url",
              " from get http",
              " from post http",
              " from put http",
              " from patch http",
              " from delete http",
              "] during [",
              " request for "),
          SignalRule.matching(
              "google\\.api_core\\.exceptions\\.\\w{3,40}: " + STATUS,
              CallTexts::answer,
              "google.api_core.exceptions"),
          SignalRule.matching(
              "(?:error|status(?:[ _]code)?|code|returned|respon(?:ded(?: with)?|se)|got|received"
                  + "|answered|failed with|resulted in a|http(?:/[\\d.]{1,3})?)\\\"?[ :=('\"`\\[]{1,4}"
                  + "(?:an? )?(?:(?:http|status|unexpected) ){0,2}(?:(?:status|code)[ :=]{1,2}){0,2}"
                  + STATUS,
              (said, found) ->
                  said.called().isEmpty() || isAccessLog(said) ? null : answer(said, found),
              before(
                  "status ",
                  "status: ",
                  "status=",
                  "status code ",
                  "status code: ",
                  "status_code=",
                  "code ",
                  "code: ",
                  "code=",
                  "returned ",
                  "responded ",
                  "responded with ",
                  "response ",
                  "response: ",
                  "got ",
                  "received ",
                  "answered ",
                  "failed with ",
                  "http ",
                  "error ",
                  "error: ",
                  "http/1.1 ",
                  "returned status ",
                  "returned http ")));

  static final List<SignalRule> REMOTE_PROCEDURES =
      List.of(
          SignalRule.matching(
              "(?:code ?= ?|statuscode\\.|statusruntimeexception: |error: \\d{1,2} |^\\d{1,2} )"
                  + "(unavailable|internal|unknown|resource_?exhausted|unauthenticated|permission_?denied)\\b",
              CallTexts::procedure,
              "unavailable",
              "internal",
              "unknown",
              "resourceexhausted",
              "resource_exhausted",
              "unauthenticated",
              "permissiondenied",
              "permission_denied"),
          SignalRule.said(
              (said, found) -> CalledHost.signal(said, SignalKind.CALL_FAILED), "fetch failed"));

  private CallTexts() {}

  private static String[] before(String... words) {
    String[] needles = new String[words.length * BEGINNINGS.length];
    for (int i = 0; i < needles.length; i++) {
      needles[i] = words[i / BEGINNINGS.length] + BEGINNINGS[i % BEGINNINGS.length];
    }
    return needles;
  }

  /** Whether the message itself names a client. */
  static boolean isByClient(SignalText said) {
    return said.says(CLIENT);
  }

  /** Whether a client of some protocol over HTTP speaks, by its name or its frames. */
  static boolean isOfClient(SignalText said) {
    return CLIENT.matcher(said.whole()).find();
  }

  private static @Nullable LineSignal answer(SignalText said, Matcher found) {
    String status = "";
    for (int group = 1; group <= found.groupCount() && status.isEmpty(); group++) {
      status = found.group(group) == null ? "" : found.group(group);
    }
    boolean rejected = status.startsWith("4");
    return CalledHost.signal(said, rejected ? SignalKind.CALL_REJECTED : SignalKind.CALL_FAILED);
  }

  /** {@code "GET / HTTP/1.1" 503}: the speaker's own answer, with the page that linked to it. */
  private static boolean isAccessLog(SignalText said) {
    int protocol = said.lower().indexOf(" http/");
    return protocol >= 0
        && said.lower().indexOf("\" ", protocol) == protocol + " http/1.1".length();
  }

  private static @Nullable LineSignal procedure(SignalText said, Matcher found) {
    boolean rejected = found.group(1).startsWith("unauth") || found.group(1).startsWith("perm");
    SignalKind kind = rejected ? SignalKind.CALL_REJECTED : SignalKind.CALL_FAILED;
    if (!said.called().isEmpty()) {
      return CalledHost.signal(said, kind);
    }
    return LineSignal.of(kind, ComponentKind.OTHER, said.endpoint().name());
  }
}
