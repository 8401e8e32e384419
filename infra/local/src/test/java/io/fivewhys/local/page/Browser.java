// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Headless Chromium, one for the tests of a class that registers it, and a fresh {@link Page} for
 * each test that takes one. Nothing but loopback can be reached from it. Where there is no Chromium
 * the tests are skipped; all that was started is ended, also when a test fails.
 */
final class Browser
    implements BeforeAllCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  private static final List<String> FLAGS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-dev-shm-usage",
          "--disable-quic",
          "--disable-extensions",
          "--disable-sync",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-default-apps",
          "--disable-renderer-backgrounding",
          "--disable-background-timer-throttling",
          "--disable-backgrounding-occluded-windows",
          "--no-first-run",
          "--no-default-browser-check",
          "--hide-scrollbars",
          "--force-color-profile=srgb",
          "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
          "--remote-debugging-port=0");

  private static final String LISTENING = "DevTools listening on ";

  private final List<Page> pages = new ArrayList<>();
  private @Nullable Path profile;
  private @Nullable Process process;
  private @Nullable DevTools devTools;
  private Thread end = new Thread(this::kill);

  /** Skips, and says so, where there is no Chromium. */
  static void assumeAvailable() {
    Assumptions.assumeTrue(
        binary().isPresent(), "skipped: no chromium on the PATH, which draws the page");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    assumeAvailable();
    Runtime.getRuntime().addShutdownHook(end);
    try {
      profile = Files.createTempDirectory("fivewhys-browser");
      List<String> command = new ArrayList<>(List.of(binary().orElseThrow().toString()));
      command.addAll(FLAGS);
      command.add("--user-data-dir=" + profile);
      command.add("about:blank");
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      devTools = new DevTools(address(process));
    } catch (IOException e) {
      throw new UncheckedIOException("chromium cannot be started", e);
    }
  }

  /** An empty tab that shares nothing with others; closed after the test. */
  Page page() {
    if (devTools == null) {
      throw new IllegalStateException("no browser was started: is it a static @RegisterExtension?");
    }
    Page page = new Page(devTools);
    pages.add(page);
    return page;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Page.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return page();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    List<Page> open = List.copyOf(pages);
    pages.clear();
    open.forEach(Page::close);
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (devTools != null) {
      devTools.close();
    }
    kill();
    Runtime.getRuntime().removeShutdownHook(end);
    if (profile != null) {
      delete(profile);
    }
  }

  /** Its children too, and waits until they are gone. */
  private void kill() {
    if (process == null) {
      return;
    }
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle each : all) {
      try {
        each.onExit().get(DevTools.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (ExecutionException | TimeoutException e) {
        throw new IllegalStateException("chromium does not end: " + each.pid(), e);
      }
    }
  }

  /** Where it says that it listens; what else it says is read away, so that it can go on. */
  private static URI address(Process process) {
    CompletableFuture<URI> address = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("browser-output")
        .start(() -> {
          StringBuilder said = new StringBuilder();
          try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
              if (line.startsWith(LISTENING)) {
                address.complete(URI.create(line.substring(LISTENING.length()).strip()));
              } else if (!address.isDone()) {
                said.append(line).append('\n');
              }
            }
          } catch (IOException e) {
            said.append(e); // it ended while it was read
          }
          address.completeExceptionally(new IOException("it ended, saying: " + said));
        });
    try {
      return address.get(DevTools.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IllegalStateException("chromium cannot be started", e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while chromium started", e);
    }
  }

  private static Optional<Path> binary() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
