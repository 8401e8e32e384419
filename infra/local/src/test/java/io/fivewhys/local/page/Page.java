// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import static io.fivewhys.local.page.DevTools.params;
import static io.fivewhys.local.page.DevTools.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A tab, as a reader has it: what it shows, what one does to it, what it lets out. Every wait is
 * for a condition inside the page and ends by itself far away, telling what the page complained of.
 * What a test evaluates is not bound by the page's own policy.
 */
final class Page implements AutoCloseable {

  /** What is shown of an element, with single blanks; of drawings all they say. */
  private static final String TEXT =
      "(e => e.checkVisibility() ? (e.innerText ?? e.textContent).replace(/\\s+/g, ' ').trim() : '')";

  private final DevTools devTools;
  private final String context;
  private final String target;
  private final String session;
  private final Watched watched = new Watched();
  private final Look look = new Look();
  private volatile CompletableFuture<Void> loaded = CompletableFuture.completedFuture(null);

  Page(DevTools devTools) {
    this.devTools = devTools;
    context =
        devTools
            .call(null, "Target.createBrowserContext", params())
            .path("browserContextId")
            .asText();
    target =
        devTools
            .call(
                null,
                "Target.createTarget",
                params().put("url", "about:blank").put("browserContextId", context))
            .path("targetId")
            .asText();
    session =
        devTools
            .call(
                null,
                "Target.attachToTarget",
                params().put("targetId", target).put("flatten", true))
            .path("sessionId")
            .asText();
    devTools.listen(session, this::hear);
    for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
      call(domain + ".enable", params());
    }
    size(1280, 900, false);
    show();
  }

  /**
   * Opens an address, or another fragment of the one that is open; ends when it has loaded. What
   * was complained of and asked for before stays.
   */
  Page open(String address) {
    CompletableFuture<Void> load = new CompletableFuture<>();
    loaded = load;
    JsonNode answer = call("Page.navigate", params().put("url", address));
    if (answer.hasNonNull("errorText")) {
      throw new IllegalStateException(address + ": " + answer.path("errorText").asText());
    }
    if (answer.hasNonNull("loaderId")) { // else the document is the same
      await(load, address);
    }
    return this;
  }

  Page reload() {
    CompletableFuture<Void> load = new CompletableFuture<>();
    loaded = load;
    call("Page.reload", params());
    await(load, "the same again");
    return this;
  }

  /** The value of an expression, or of the promise that it is. */
  JsonNode evaluate(String expression) {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            params()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true)
                .put("userGesture", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(
          "%s threw %s%s"
              .formatted(
                  brief(expression),
                  Watched.exception(answer.path("exceptionDetails")),
                  complaining()));
    }
    return answer.at("/result/value");
  }

  /** Until an expression is true; one that throws is not, yet. */
  Page await(String condition) {
    JsonNode met = evaluate("(" + Waiting.UNTIL + ")(() => (" + condition + "))");
    if (!met.isNumber()) {
      throw new AssertionError(
          "never came true: %s (%s)%s".formatted(condition, met.asText(), complaining()));
    }
    return this;
  }

  /** Until such an element is there. */
  Page awaitElement(String selector) {
    return await("document.querySelector(" + quoted(selector) + ")");
  }

  /**
   * Milliseconds from the begin of the navigation until a condition is true, by the page's own
   * clock and watched for from its first moment on.
   */
  double millisToOpen(String address, String condition) {
    String id =
        call(
                "Page.addScriptToEvaluateOnNewDocument",
                params().put("source", Waiting.WATCH.formatted(Waiting.UNTIL, condition)))
            .path("identifier")
            .asText();
    try {
      open(address);
      return number(evaluate(Waiting.MET), condition);
    } finally {
      call("Page.removeScriptToEvaluateOnNewDocument", params().put("identifier", id));
    }
  }

  /** Milliseconds from an action, which is an expression, until a condition is true. */
  double millisFor(String action, String condition) {
    return number(
        evaluate(
            "(async () => { const before = performance.now(); (%s); return await (%s)(() => (%s)) - before; })()"
                .formatted(action, Waiting.UNTIL, condition)),
        condition);
  }

  /** What the first such element says. */
  String text(String selector) {
    return evaluate(TEXT + "(" + one(selector) + ")").asText();
  }

  /** What each such element says, in their order; none where there is none. */
  List<String> texts(String selector) {
    List<String> texts = new ArrayList<>();
    evaluate("[...document.querySelectorAll(" + quoted(selector) + ")].map(" + TEXT + ")")
        .forEach(each -> texts.add(each.asText()));
    return List.copyOf(texts);
  }

  int count(String selector) {
    return evaluate("document.querySelectorAll(" + quoted(selector) + ").length").asInt();
  }

  /** With the mouse, in the middle of what is seen of it: what lies above it takes the click. */
  Page click(String selector) {
    JsonNode at = place(selector);
    mouse("mouseMoved", at);
    mouse("mousePressed", at);
    mouse("mouseReleased", at);
    return this;
  }

  /** Moves the mouse onto it. */
  Page hover(String selector) {
    mouse("mouseMoved", place(selector));
    return this;
  }

  Page focus(String selector) {
    evaluate(one(selector) + ".focus()");
    return this;
  }

  /** What has the focus, as a selector would say it. */
  String focused() {
    return evaluate(
            "(e => e.tagName.toLowerCase() + (e.id ? '#' + e.id : ''))(document.activeElement)")
        .asText();
  }

  /** A key by its name, such as {@code Enter}, {@code Shift+Tab} or {@code t}. */
  Page press(String key) {
    Key pressed = Key.of(key);
    call("Input.dispatchKeyEvent", pressed.down());
    call("Input.dispatchKeyEvent", pressed.up());
    return this;
  }

  /** One key after the other into what has the focus. */
  Page type(String text) {
    text.codePoints().mapToObj(Character::toString).forEach(this::press);
    return this;
  }

  Page size(int width, int height, boolean mobile) {
    call(
        "Emulation.setDeviceMetricsOverride",
        params()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", mobile ? 2 : 1)
            .put("mobile", mobile));
    call("Emulation.setTouchEmulationEnabled", params().put("enabled", mobile));
    return this;
  }

  Page dark() {
    look.dark = true;
    return show();
  }

  Page light() {
    look.dark = false;
    return show();
  }

  /** As it goes to paper. */
  Page print() {
    look.print = true;
    return show();
  }

  Page screen() {
    look.print = false;
    return show();
  }

  Page reducedMotion() {
    look.still = true;
    return show();
  }

  /** The zone that the reader is in, such as {@code Asia/Kolkata}. */
  Page zone(String id) {
    call("Emulation.setTimezoneOverride", params().put("timezoneId", id));
    return this;
  }

  /** The widest that anything is: more than the window's means that one scrolls sideways. */
  int width() {
    return evaluate("document.documentElement.scrollWidth").asInt();
  }

  /**
   * A picture as PNG.
   *
   * @param whole the whole page, not only what fits into the window
   */
  Page screenshot(Path file, boolean whole) {
    evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");
    ObjectNode params = params().put("format", "png").put("captureBeyondViewport", whole);
    if (whole) {
      JsonNode size = call("Page.getLayoutMetrics", params()).path("cssContentSize");
      params
          .putObject("clip")
          .put("x", 0)
          .put("y", 0)
          .put("width", size.path("width").asDouble())
          .put("height", size.path("height").asDouble())
          .put("scale", 1);
    }
    byte[] png =
        Base64.getDecoder().decode(call("Page.captureScreenshot", params).path("data").asText());
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /**
   * Everything that the page or the browser complained of: errors and warnings on the console,
   * exceptions that nobody caught, what a policy forbade, what could not be loaded, dialogs.
   */
  List<String> complaints() {
    evaluate("new Promise(done => requestAnimationFrame(() => done(1)))");
    return watched.complaints();
  }

  /** Every address asked for, whether or not it answered. */
  List<String> requests() {
    return watched.requests();
  }

  /** The addresses asked for that lie elsewhere. */
  Set<String> requestsBeyond(String origin) {
    Set<String> beyond = new TreeSet<>();
    for (String request : requests()) {
      if (!request.startsWith(origin)
          && !request.startsWith("data:")
          && !request.startsWith("blob:")) {
        beyond.add(request);
      }
    }
    return beyond;
  }

  /** What came over the wire so far, packed as it came. */
  long bytes() {
    return watched.bytes();
  }

  /** Complaints, requests and bytes are counted anew. */
  Page forget() {
    watched.forget();
    return this;
  }

  /** What the accessibility checker finds; skips the test where that cannot be had. */
  List<Violation> violations() {
    return Axe.check(this);
  }

  @Override
  public void close() {
    devTools.forget(session);
    devTools.call(null, "Target.disposeBrowserContext", params().put("browserContextId", context));
  }

  private void hear(String event, JsonNode what) {
    watched.hear(event, what);
    switch (event) {
      case "Page.loadEventFired" -> loaded.complete(null);
      case "Page.javascriptDialogOpening" -> // nothing is answered while one is open
          devTools.send(session, "Page.handleJavaScriptDialog", params().put("accept", false));
      default -> {}
    }
  }

  private void await(CompletableFuture<Void> load, String what) {
    try {
      load.get(DevTools.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new AssertionError("never loaded: " + what + complaining(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a page loaded", e);
    }
  }

  private double number(JsonNode millis, String condition) {
    if (!millis.isNumber()) {
      throw new AssertionError("never came true: " + condition + complaining());
    }
    return millis.asDouble();
  }

  private String complaining() {
    List<String> complaints = watched.complaints();
    return complaints.isEmpty()
        ? "; the page complains of nothing"
        : "; the page complains of\n  " + String.join("\n  ", complaints);
  }

  /** Where its middle is, once it is scrolled into sight. */
  private JsonNode place(String selector) {
    return evaluate(
        """
        (e => {
          e.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
          const box = e.getClientRects()[0];
          if (!box) throw new Error('it is not shown');
          return {x: box.left + box.width / 2, y: box.top + box.height / 2};
        })(%s)\
        """
            .formatted(one(selector)));
  }

  private void mouse(String type, JsonNode at) {
    ObjectNode params =
        params()
            .put("type", type)
            .put("x", at.path("x").asDouble())
            .put("y", at.path("y").asDouble());
    if (!type.equals("mouseMoved")) {
      params.put("button", "left").put("clickCount", 1);
    }
    call("Input.dispatchMouseEvent", params);
  }

  private Page show() {
    call("Emulation.setEmulatedMedia", look.params());
    return this;
  }

  private JsonNode call(String method, ObjectNode params) {
    try {
      return devTools.call(session, method, params);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(e.getMessage() + complaining(), e);
    }
  }

  private static String one(String selector) {
    return "(document.querySelector(%s) ?? (() => { throw new Error('there is no ' + %s) })())"
        .formatted(quoted(selector), quoted(selector));
  }

  private static String brief(String expression) {
    return expression.length() <= 300 ? expression : expression.substring(0, 300) + "…";
  }

  /** What the reader prefers. */
  private static final class Look {
    private boolean dark;
    private boolean print;
    private boolean still;

    ObjectNode params() {
      ObjectNode params = DevTools.params().put("media", print ? "print" : "screen");
      params
          .putArray("features")
          .add(feature("prefers-color-scheme", dark ? "dark" : "light"))
          .add(feature("prefers-reduced-motion", still ? "reduce" : "no-preference"));
      return params;
    }

    private static ObjectNode feature(String name, String value) {
      return DevTools.params().put("name", name).put("value", value);
    }
  }
}
