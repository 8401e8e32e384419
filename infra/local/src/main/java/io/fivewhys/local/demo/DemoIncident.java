// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import static io.fivewhys.local.demo.Changes.announced;
import static io.fivewhys.local.demo.Changes.deploy;
import static io.fivewhys.local.demo.Changes.failingDeploy;
import static io.fivewhys.local.demo.Changes.runs;
import static io.fivewhys.local.demo.Changes.scaleOut;
import static io.fivewhys.local.demo.Changes.secretVersion;
import static io.fivewhys.local.demo.Changes.share;
import static io.fivewhys.local.demo.Changes.traffic;
import static io.fivewhys.local.demo.Revision.plain;
import static io.fivewhys.local.demo.Revision.secret;
import static io.fivewhys.local.demo.Service.route;
import static io.fivewhys.local.demo.Service.webSocket;
import static io.fivewhys.local.demo.StartupFailure.missingModule;

import io.fivewhys.local.demo.Revision.Variable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The incident that the demo plays: an hour of three services of an invented shop. A deploy of
 * checkout cannot start for want of a module, the old revision goes on serving, and nine minutes
 * later someone sends traffic to the new one. A healthy deploy of catalog two minutes earlier looks
 * guilty and is not. About a hundred thousand entries; the same start and seed give the same bytes.
 */
public final class DemoIncident {

  /** Where the recording begins unless told otherwise. */
  public static final Instant START = Instant.parse("2026-06-14T13:00:00Z");

  static final List<String> PLANTED_IN_LINES =
      List.of(
          "Authorization: Bearer demo-bearer-8f2c51aa90d34e7b",
          "postgresql://app:demo-url-password@10.103.0.3:5432/app",
          "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkZW1vIn0.ZGVtby1zaWduYXR1cmUtb25seQ",
          "customer demo-mailbox@customers.example");

  private static final List<Variable> PLANTED_ENVIRONMENT =
      List.of(
          plain("PAYMENT_TOKEN", "demo-payment-token-51c0ffee"),
          plain("DATABASE_URL", "postgresql://app:demo-env-password@10.103.0.3:5432/app"));

  /**
   * Texts within the entries that must appear in no topic, table, file, page or log of the product.
   */
  public static final List<String> PLANTED_SECRETS =
      List.of(
          "demo-bearer-8f2c51aa90d34e7b",
          "demo-url-password",
          "ZGVtby1zaWduYXR1cmUtb25seQ",
          "demo-mailbox",
          "demo-payment-token-51c0ffee",
          "demo-env-password");

  private static final Platform PLATFORM =
      new Platform(
          "acme-prod",
          "607603788049",
          "us-central1",
          "app-connector",
          "pg1",
          "ci@acme-prod.iam.gserviceaccount.com",
          "operator@acme.example");

  private static final Service CATALOG =
      new Service(
          "catalog",
          "https://catalog.internal.example",
          2,
          List.of(
              route("GET", "/items", 0, 24, 0.45),
              route("GET", "/items/*", 0, 9, 0.5),
              route("GET", "/search", 0, 85, 0.7)));

  private static final Service CHECKOUT =
      new Service(
          "checkout",
          "https://checkout.internal.example",
          2,
          List.of(
              route("GET", "/cart", 0, 31, 0.5),
              route("POST", "/orders", 0, 140, 0.6, CATALOG.call(1))));

  private static final Service GATEWAY =
      new Service(
          "gateway",
          "https://shop.example",
          3,
          List.of(
              route("GET", "/", 30, 14, 0.4, CATALOG.call(0)),
              route("GET", "/items/*", 26, 8, 0.4, CATALOG.call(1)),
              route("GET", "/search", 9, 11, 0.5, CATALOG.call(2)),
              route("GET", "/cart", 20, 9, 0.4, CHECKOUT.call(0)),
              route("POST", "/orders", 8, 22, 0.5, CHECKOUT.call(1)),
              route("GET", "/account", 6, 18, 0.5).refusing(0.06),
              webSocket("/live", 0.8, 70_000)));

  private static final Revision GATEWAY_7 = revision("gateway-00007-owl", 7, "6b1d", List.of());
  private static final Revision CATALOG_17 = revision("catalog-00017-kit", 17, "90aa", List.of());
  private static final Revision CATALOG_18 = revision("catalog-00018-fox", 18, "c4f2", List.of());
  private static final Revision CHECKOUT_41 =
      revision("checkout-00041-xyz", 41, "1f7e", PLANTED_ENVIRONMENT);
  private static final Revision CHECKOUT_42 =
      revision(
          "checkout-00042-abc",
          42,
          "e83d",
          Stream.concat(PLANTED_ENVIRONMENT.stream(), Stream.of(plain("CART_RULES", "v2")))
              .toList());

  private static final Scenario SCENARIO =
      new Scenario(PLATFORM, minutes(60))
          .at(minutes(0), runs(GATEWAY, GATEWAY_7))
          .at(minutes(0), runs(CATALOG, CATALOG_17))
          .at(minutes(0), runs(CHECKOUT, CHECKOUT_41))
          .at(minutes(1), announced(CATALOG, CATALOG_17))
          .at(minutes(2), announced(CHECKOUT, CHECKOUT_41))
          .at(minutes(6), secretVersion("newsletter-key"))
          .at(minutes(9), scaleOut(GATEWAY, GATEWAY_7, 2, 12))
          .at(minutes(20), deploy(CATALOG, CATALOG_18))
          .at(minutes(22), failingDeploy(CHECKOUT, CHECKOUT_42, missingModule("cart_rules")))
          .at(minutes(31), traffic(CHECKOUT, share(CHECKOUT_41, 40), share(CHECKOUT_42, 60)))
          .at(minutes(43), traffic(CHECKOUT, share(CHECKOUT_41, 100)))
          .at(minutes(50), scaleOut(GATEWAY, GATEWAY_7, 1, 10))
          .throughout(new Users(GATEWAY, 14, 0.15))
          .throughout(Noise.database())
          .throughout(Noise.bystanders())
          .throughout(Noise.indiscretions(CHECKOUT, CHECKOUT_41));

  private DemoIncident() {}

  /**
   * @param start when the hour begins
   * @param seed another seed gives other requests, and the same incident
   */
  public static Recording record(Instant start, long seed) {
    return SCENARIO.record(start, new SplittableRandom(seed));
  }

  private static Revision revision(
      String name, int generation, String digest, List<Variable> environment) {
    List<Variable> shared =
        List.of(
            plain("DB_POOL", "20"), plain("LOG_LEVEL", "info"), secret("DB_PASSWORD", "db-pass"));
    return new Revision(
        name,
        generation,
        digest.repeat(16),
        "1Gi",
        80,
        300,
        20,
        8080,
        PLATFORM.connector(),
        List.of(PLATFORM.sqlConnectionName()),
        Stream.concat(shared.stream(), environment.stream()).toList());
  }

  private static Duration minutes(long minutes) {
    return Duration.ofMinutes(minutes);
  }
}
