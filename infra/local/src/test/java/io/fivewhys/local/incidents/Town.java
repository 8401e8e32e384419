// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static io.fivewhys.local.demo.Revision.plain;
import static io.fivewhys.local.demo.Revision.secret;
import static io.fivewhys.local.incidents.Workload.route;

import io.fivewhys.local.demo.Ids;
import io.fivewhys.local.demo.Platform;
import io.fivewhys.local.demo.Revision;
import io.fivewhys.local.demo.Revision.Variable;
import io.fivewhys.local.demo.Service;
import io.fivewhys.local.incidents.Workload.Database;
import io.fivewhys.local.incidents.Workload.Route;
import io.fivewhys.local.incidents.Workload.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongToDoubleFunction;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Six services and what they lean on, well as long as nobody does anything to them. Names,
 * languages and rates differ by seed, so that nothing can be told by them.
 *
 * <pre>
 *   web    → catalog, orders, auth          no connector
 *   catalog → redis, main database          connector
 *   orders → main database, redis, payments connector
 *   auth   → users database                 connector
 *   media  → its API                        no connector
 *   agent  → main database, model API       connector
 * </pre>
 */
final class Town {

  /** Texts within the entries that must appear in no output. */
  static final List<String> PLANTED_SECRETS =
      List.of("planted-url-password-7c1e", "planted-api-token-90d2", "planted-bearer-44fa81c0");

  private static final List<List<String>> NAMES =
      List.of(
          List.of("gateway", "backend", "search", "auth", "images", "agent"),
          List.of("storefront", "checkout", "products", "identity", "thumbs", "assistant"),
          List.of("portal", "booking", "inventory", "accounts", "render", "advisor"));

  final Cloud cloud;
  final Operations operations;
  final String connector;
  final String redis;
  final Database main;
  final Database users;
  final Step.External payments = new Step.External("api.payments.example");
  final Step.External model = new Step.External("api.model.example");
  final Step.External cdn = new Step.External("origin.cdn.example");
  final Workload catalog;
  final Workload orders;
  final Workload auth;
  final Workload web;
  final Workload media;
  final Workload agent;

  /** Of the usual traffic to the entrance, at a moment; and of that to the others. */
  LongToDoubleFunction factor = at -> 1;

  LongToDoubleFunction othersFactor = at -> 1;

  /** Seconds between a scanner's attempts, and between complaints of connection libraries. */
  double scannerPause = 25;

  double refreshPause = 900;

  /** Requests that come from outside besides. */
  Consumer<Visitors> strangers = visitors -> {};

  /** Share of requests that fail for no reason. */
  double noise = 0.001;

  /** Share of requests that tell of a mere complaint as if it were an error, inside a line. */
  double nested = 0.006;

  private final int seed;
  private final double rate;

  Town(int seed, int minutes, Setup setup) {
    this.seed = seed;
    SplittableRandom random = new SplittableRandom(7_919L * seed + 17);
    Platform platform =
        new Platform(
            "acme-live",
            "607603788049",
            List.of("us-central1", "europe-west1", "asia-east1").get(seed % 3),
            List.of("app-connector", "vpc-east", "private-net").get(seed % 3),
            List.of("pg1", "orders-db", "main-pg").get(seed % 3),
            "ci@acme-live.iam.gserviceaccount.com",
            "operator@acme.example");
    cloud = new Cloud(platform, Instant.parse("2026-10-04T09:00:00Z"), minutes, random);
    operations = new Operations(cloud);
    connector = platform.connector();
    redis = List.of("10.0.0.3:6379", "10.139.71.4:6379", "10.52.0.11:6379").get(seed % 3);
    main = database(platform.sqlInstance(), "10.103.0.3");
    users = database(List.of("pg-users", "identity-db", "accounts-pg").get(seed % 3), "10.103.0.8");
    rate = 0.8 + 0.4 * random.nextDouble();
    Step sql = new Step.Sql(main);
    Step cache = new Step.Redis(redis);
    Step people = new Step.Sql(users);
    catalog =
        workload(
            2,
            2,
            15,
            setup,
            connector,
            List.of(main),
            List.of(
                route("GET", "/items", 0, 24, cache, sql),
                route("GET", "/items/*", 0, 12, cache, sql)));
    orders =
        workload(
            1,
            2,
            15,
            setup,
            connector,
            List.of(main),
            List.of(
                route("POST", "/orders", 0, 90, sql, cache, payments),
                route("GET", "/cart", 0, 28, sql)));
    auth =
        workload(
            3,
            2,
            15,
            setup,
            connector,
            List.of(users),
            List.of(route("POST", "/verify", 0, 9, people), route("GET", "/me", 0, 16, people)));
    web =
        workload(
            0,
            3,
            15,
            setup,
            null,
            List.of(),
            List.of(
                route("GET", "/", 28, 14, new Step.Call(catalog, 0)),
                route("GET", "/items/*", 24, 9, new Step.Call(catalog, 1)),
                route("POST", "/orders", 13, 20, new Step.Call(auth, 0), new Step.Call(orders, 0)),
                route("GET", "/cart", 14, 11, new Step.Call(auth, 0), new Step.Call(orders, 1)),
                route("GET", "/account", 10, 12, new Step.Call(auth, 1)),
                route("GET", "/about", 11, 6),
                Workload.webSocket("/live", setup.webSockets() ? 6 : 0.6, 70_000)));
    media =
        workload(
            4,
            2,
            15,
            setup,
            null,
            List.of(),
            List.of(route("GET", "/img/*", 80, 38), route("POST", "/resize", 20, 160, cdn)));
    agent =
        workload(
            5,
            2,
            60,
            setup,
            connector,
            List.of(main),
            List.of(
                route("POST", "/run", 35, 2_600, sql, model),
                route("GET", "/runs/*", 65, 30, sql)));
    int announced = 0;
    for (Workload workload : all()) {
      operations.runs(workload, 0.6 + 0.5 * announced++);
    }
  }

  /**
   * What can be set before anything runs.
   *
   * @param agentTimeoutSeconds request timeout of the agent
   */
  record Setup(int maxScale, int concurrency, boolean webSockets, int agentTimeoutSeconds) {
    static final Setup USUAL = new Setup(20, 80, false, 300);
  }

  List<Workload> all() {
    return List.of(web, orders, catalog, auth, media, agent);
  }

  /** Everyone who runs behind the connector. */
  List<Workload> connected() {
    return List.of(orders, catalog, auth, agent);
  }

  /** How many minutes into the recording a moment is. */
  double minute(long moment) {
    return (moment - cloud.start) / (double) Cloud.MINUTE;
  }

  /** The next revision of a service, with a new image and nothing else. */
  Revision next(Workload workload) {
    Revision now = cloud.configuration(workload).latest();
    int generation = now.generation() + 1;
    return new Revision(
        "%s-%05d-%s".formatted(workload.name(), generation, letters()),
        generation,
        Ids.hex(64, cloud.random),
        now.memory(),
        now.concurrency(),
        now.timeoutSeconds(),
        now.maxScale(),
        now.port(),
        now.connector(),
        now.databases(),
        now.environment());
  }

  void wrong(
      double from, double until, double share, Predicate<Fault.Place> where, Trouble trouble) {
    wrong(from, until, share, where, die -> trouble);
  }

  void wrong(
      double from,
      double until,
      double share,
      Predicate<Fault.Place> where,
      Function<RandomGenerator, Trouble> trouble) {
    cloud.add(new Fault(cloud.minute(from), cloud.minute(until), share, where, trouble));
  }

  /** Everyone uses it, and everything that happens is recorded. */
  void live() {
    Visitors visitors = new Visitors(cloud, noise, nested);
    visitors.come(web, 140 * rate, factor);
    strangers.accept(visitors);
    visitors.come(media, 45 * rate, othersFactor);
    visitors.come(agent, 40 * rate, othersFactor);
    Background.of(this);
  }

  private Workload workload(
      int role,
      int instances,
      int callTimeoutSeconds,
      Setup setup,
      @Nullable String behind,
      List<Database> databases,
      List<Route> routes) {
    String name = NAMES.get(seed % 3).get(role);
    Revision revision =
        new Revision(
            "%s-%05d-%s".formatted(name, 30 + 7 * role + seed, letters()),
            30 + 7 * role + seed,
            Ids.hex(64, cloud.random),
            "512Mi",
            setup.concurrency(),
            role == 5 ? setup.agentTimeoutSeconds() : 300,
            setup.maxScale(),
            8080,
            behind,
            databases.stream().map(Database::connectionName).toList(),
            environment(databases));
    Service service =
        new Service(
            name, "https://%s-%s.a.run.app".formatted(name, "k3jx5qwzva"), instances, List.of());
    Dialect[] dialects = Dialect.values();
    return new Workload(
        service,
        dialects[(role + seed * 2) % dialects.length],
        revision,
        instances,
        callTimeoutSeconds,
        routes);
  }

  private List<Variable> environment(List<Database> databases) {
    List<Variable> variables = new ArrayList<>();
    variables.add(plain("LOG_LEVEL", "info"));
    variables.add(plain("API_TOKEN", PLANTED_SECRETS.get(1)));
    variables.add(secret("SERVICE_SECRET", "service-secret"));
    variables.add(secret("JWT_SECRET", "jwt-secret"));
    for (Database database : databases) {
      variables.add(plain("DB_HOST", "/cloudsql/" + database.connectionName()));
      variables.add(
          plain(
              "DATABASE_URL",
              "postgresql://app:%s@%s:5432/app"
                  .formatted(PLANTED_SECRETS.get(0), database.address())));
      variables.add(secret("DB_PASSWORD", "db-pass-" + database.name()));
    }
    return variables;
  }

  private Database database(String name, String address) {
    return new Database(
        name,
        "%s:%s:%s".formatted(cloud.platform.project(), cloud.platform.region(), name),
        address);
  }

  private String letters() {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      letters.append((char) ('a' + cloud.random.nextInt(26)));
    }
    return letters.toString();
  }
}
