// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fivewhys.sinks.pubsub.EscalationSchema;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EscalationsCommandTest {

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void prints_the_schema_for_the_topic() {
    assertThat(run("--schema")).isZero();
    assertThat(out).hasToString(EscalationSchema.definition());
  }

  @Test
  void follow_and_subscription_go_together() {
    assertThat(run("--follow")).isEqualTo(2);
    assertThat(run("--subscription=projects/p/subscriptions/s")).isEqualTo(2);
    assertThat(err.toString()).contains("--follow and --subscription go together");
  }

  @Test
  void forwards_what_a_warehouse_holds_and_tells_what_was_refused() throws Exception {
    Path warehouse = directory.resolve("warehouse.duckdb");
    Incidents.write(
        warehouse, List.of(Incidents.opened(), Incidents.updated(), Incidents.resolved()));
    List<String> bodies = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            bodies.add(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(bodies.size() == 2 ? 400 : 200, -1);
          }
        });
    server.start();
    try {
      int exitCode =
          run(
              "--forward=http://127.0.0.1:" + server.getAddress().getPort() + "/hook",
              "--format=slack",
              "--warehouse=" + warehouse);

      assertThat(exitCode).isEqualTo(4);
      assertThat(bodies)
          .containsExactly(
              EscalationFormat.SLACK.step(Incidents.opened()).strip(),
              EscalationFormat.SLACK.step(Incidents.updated()).strip(),
              EscalationFormat.SLACK.step(Incidents.resolved()).strip());
      assertThat(err.toString().lines())
          .singleElement()
          .asString()
          .contains("3f2a9c/2: http://127.0.0.1", "answered 400", "--format")
          .doesNotContain("hook");
    } finally {
      server.stop(0);
    }
  }

  private int run(String... arguments) {
    return new CommandLine(new EscalationsCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Failures::handle)
        .execute(arguments);
  }
}
