// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fivewhys.image.RegistryServer.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The image as people build it, on a base out of Debian's packages, pushed to a registry in this
 * process and run from its layers. Skipped where there is no apt, no Debian or no network.
 */
class ImageTest {

  private static final Path ROOT = Path.of(System.getProperty("fivewhys.root")).toAbsolutePath();
  private static final Path MODULE = ROOT.resolve("infra/image");
  private static final Path WORK = MODULE.resolve("target/image-test");
  private static final Path BASE = WORK.resolve("base");
  private static final Path ENTRIES = ROOT.resolve("infra/cli/src/main/training/entries.ndjson");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "acme-prod/fivewhys/fivewhys";
  private static final String PASSWORD = "password";
  private static final int BASE_UNAVAILABLE_FROM = 2;

  private static @Nullable RegistryServer server;
  private static String pushed = "";
  private static @Nullable Path unpacked;

  @BeforeAll
  static void builds_and_pushes() throws Exception {
    skipUnless(Shell.has("apt-get") && Shell.has("dpkg-deb"), "a base needs apt-get and dpkg-deb");
    makeBase();
    delete(WORK.resolve("blobs"));
    Files.createDirectories(WORK.resolve("blobs"));
    server = new RegistryServer(WORK.resolve("blobs"), tls());
    offerBase();
    pushed = build("--push", registry().address() + "/" + NAME + ":1", "--base", base()).strip();
  }

  @AfterAll
  static void ends() throws IOException {
    if (server != null) {
      server.close();
    }
    delete(WORK.resolve("blobs"));
    delete(WORK.resolve("root"));
  }

  @Test
  void a_push_names_an_index_of_both_architectures_by_its_digest() throws Exception {
    Manifest index = named("1");

    assertThat(pushed)
        .endsWith(registry().address() + "/" + NAME + "@" + index.digest())
        .doesNotContain("\n");
    assertThat(images().keySet()).containsExactly("amd64", "arm64");
  }

  @Test
  void it_runs_as_nobody_in_particular() throws Exception {
    for (JsonNode image : images().values()) {
      JsonNode config = config(image).path("config");

      assertThat(config.path("User").asText()).isEqualTo("65532");
      assertThat(config.path("WorkingDir").asText()).isEqualTo("/data");
      assertThat(config.path("Env").toString()).contains("FIVEWHYS_SERVICE_HOST=0.0.0.0");
      assertThat(config.path("Entrypoint").toString())
          .contains("-XX:MaxRAMPercentage", "-XX:+ExitOnOutOfMemoryError")
          .doesNotContain("-Xmx");
      assertThat(config.path("Labels").toString()).doesNotContain("source", "revision", "url");
    }
  }

  @Test
  void everyone_may_read_and_no_one_but_in_tmp_and_data_write() throws Exception {
    for (String digest : layers(image("amd64"))) {
      for (String line : list(digest)) {
        String[] fields = line.split(" +", 6);
        String mode = fields[0];
        String path = fields[5].replaceFirst("^\\./", "");
        if (mode.startsWith("l") || path.equals("root/")) {
          continue;
        }
        assertThat(mode).as(line).matches(mode.startsWith("d") ? ".......r.[xt]" : ".......r..");
        if (!List.of("tmp/", "var/tmp/", "data/").contains(path)) {
          assertThat(mode.charAt(8)).as(line).isEqualTo('-');
        }
        if (mode.startsWith("-")) {
          assertThat(mode).as(line).doesNotContain("s");
        }
      }
    }
  }

  @Test
  void what_is_ours_is_the_same_on_both_and_the_runtime_is_not() throws Exception {
    List<String> amd64 = layers(image("amd64"));
    List<String> arm64 = layers(image("arm64"));

    assertThat(amd64.subList(1, amd64.size())).isEqualTo(arm64.subList(1, arm64.size()));
    assertThat(machine(amd64.getFirst(), "amd64")).isEqualTo(0x3E);
    assertThat(machine(arm64.getFirst(), "arm64")).isEqualTo(0xB7);
  }

  @Test
  void third_parties_have_a_layer_of_their_own() throws Exception {
    List<List<String>> jars = new ArrayList<>();
    for (String digest : layers(image("amd64"))) {
      List<String> here =
          list(digest).stream()
              .filter(line -> line.endsWith(".jar") && line.contains("app/libs/"))
              .map(line -> line.replaceFirst(".*/", ""))
              .toList();
      if (!here.isEmpty()) {
        jars.add(here);
      }
    }
    assertThat(jars).hasSize(2);
    assertThat(jars.getFirst()).noneMatch(jar -> jar.startsWith("fivewhys"));
    assertThat(jars.getLast()).hasSize(6).allMatch(jar -> jar.startsWith("fivewhys"));
  }

  @Test
  void its_bill_of_materials_lists_exactly_its_jars() throws Exception {
    Path root = unpack();
    JsonNode sbom = JSON.readTree(root.resolve("usr/share/sbom/fivewhys.cdx.json").toFile());
    List<String> listed = new ArrayList<>();
    for (JsonNode component : sbom.path("components")) {
      for (JsonNode hash : component.path("hashes")) {
        if (hash.path("alg").asText().equals("SHA-256")) {
          listed.add(hash.path("content").asText());
        }
      }
    }
    List<String> there = new ArrayList<>();
    try (Stream<Path> jars = Files.list(root.resolve("app/libs"))) {
      for (Path jar : jars.toList()) {
        there.add(RegistryServer.sha256(jar));
      }
    }

    assertThat(listed).hasSize(sbom.path("components").size());
    assertThat(there).containsExactlyInAnyOrderElementsOf(listed);
    assertThat(sbom.has("serialNumber")).isFalse();
    assertThat(sbom.path("metadata").has("timestamp")).isFalse();
  }

  @Test
  void a_second_build_has_the_same_bytes() throws Exception {
    delete(MODULE.resolve("target/jib-cache"));
    Path tar = WORK.resolve("second.tar");
    build("--tar", tar.toString(), "--base", "tar://" + BASE.resolve("amd64.tar"));
    Path second = WORK.resolve("second");
    delete(second);
    Files.createDirectories(second);
    require(Shell.run(second, "tar", "-xf", tar.toString()));
    JsonNode manifest = JSON.readTree(second.resolve("manifest.json").toFile()).path(0);
    List<String> layers = new ArrayList<>();
    for (JsonNode layer : manifest.path("Layers")) {
      layers.add("sha256:" + layer.asText().replace(".tar.gz", ""));
    }

    assertThat(layers).isEqualTo(layers(image("amd64")));
    assertThat(JSON.readTree(second.resolve(manifest.path("Config").asText()).toFile()))
        .isEqualTo(config(image("amd64")));
    assertThat(WORK.resolve("second.tar.cdx.json"))
        .hasSameBinaryContentAs(unpack().resolve("usr/share/sbom/fivewhys.cdx.json"));
    delete(second);
    Files.delete(tar);
  }

  @Test
  void it_runs_without_rights_on_a_root_that_cannot_be_written() throws Exception {
    Sandbox sandbox = sandbox();

    assertThat(sandbox.run(null, "--version").out())
        .contains(
            sandbox.config().path("Labels").path("org.opencontainers.image.version").asText());
    Shell.Outcome replayed = sandbox.run(ENTRIES, "replay", "-", "--strict", "--out", "/tmp/out");
    assertThat(replayed.exit()).as(replayed.toString()).isZero();
    assertThat(replayed.out() + replayed.err()).contains("25");
    Shell.Outcome refused = sandbox.run(ENTRIES, "replay", "-", "--out", "/data/out");
    assertThat(refused.exit()).as(refused.toString()).isNotZero();
    assertThat(refused.err()).contains("/data/", "Read-only file system");
  }

  @Test
  void a_service_without_its_settings_ends_with_what_is_missing() throws Exception {
    Shell.Outcome outcome = sandbox().run(null, "ingest");

    assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("kafka.bootstrap: required", "ingest.subscription: required");
  }

  @Test
  void its_runtime_trusts_the_usual_authorities() throws Exception {
    Shell.Outcome listed =
        sandbox()
            .enter(
                null,
                List.of(
                    "/usr/lib/jvm/java-25-openjdk-amd64/bin/keytool",
                    "-list",
                    "-v",
                    "-cacerts",
                    "-storepass",
                    "changeit"));

    assertThat(listed.exit()).as(listed.toString()).isZero();
    assertThat(listed.out()).contains("GTS Root R1", "ISRG Root X1");
  }

  private static void makeBase() throws Exception {
    Path index = BASE.resolve("index.json");
    Path script = MODULE.resolve("base");
    if (Files.exists(index)
        && Files.getLastModifiedTime(index).compareTo(Files.getLastModifiedTime(script)) > 0) {
      return;
    }
    Shell.Outcome made = Shell.run(ROOT, script.toString(), BASE.toString());
    skipUnless(
        made.exit() < BASE_UNAVAILABLE_FROM, "no base can be made here: " + made.err().strip());
    require(made);
  }

  /** Of a certificate that nobody signed. */
  private static SSLContext tls() throws Exception {
    Path file = WORK.resolve("registry.p12");
    Files.deleteIfExists(file);
    Path keytool = Path.of(System.getProperty("java.home")).resolve("bin/keytool");
    List<String> command =
        new ArrayList<>(List.of(keytool.toString(), "-genkeypair", "-keystore", file.toString()));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keyalg", "EC"));
    command.addAll(List.of("-alias", "registry", "-dname", "CN=127.0.0.1", "-validity", "2"));
    require(Shell.run(WORK, null, command));
    KeyStore keys = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    return tls;
  }

  /** The layout as a registry has it. */
  private static void offerBase() throws IOException {
    try (Stream<Path> blobs = Files.list(BASE.resolve("blobs/sha256"))) {
      for (Path blob : blobs.toList()) {
        Files.createLink(registry().blob(blob.getFileName().toString()), blob);
      }
    }
    byte[] index = Files.readAllBytes(BASE.resolve("index.json"));
    registry().put("base", "java25", manifest(index));
    for (JsonNode entry : JSON.readTree(index).path("manifests")) {
      String digest = entry.path("digest").asText();
      registry().put("base", digest, manifest(Files.readAllBytes(registry().blob(digest))));
    }
  }

  private static Manifest manifest(byte[] bytes) throws IOException {
    return new Manifest(JSON.readTree(bytes).path("mediaType").asText(), bytes);
  }

  private static String base() {
    return registry().address() + "/base:java25";
  }

  private static RegistryServer registry() {
    return Objects.requireNonNull(server);
  }

  private static String build(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(MODULE.resolve("build").toString(), "--as-built"));
    command.addAll(List.of(arguments));
    Shell.Outcome built = Shell.run(ROOT, null, command);
    skipUnless(
        !built.err().contains("could not be resolved"),
        "Maven's plugins for it are not here: " + built.err().strip());
    require(built);
    return built.out();
  }

  private static void require(Shell.Outcome outcome) {
    assertThat(outcome.exit()).as(outcome.toString()).isZero();
  }

  private static void skipUnless(boolean possible, String otherwise) {
    if (!possible) {
      System.err.println("The image is not tested: " + otherwise);
    }
    Assumptions.assumeTrue(possible, otherwise);
  }

  private static Manifest named(String reference) {
    return Objects.requireNonNull(registry().manifest(NAME, reference), reference);
  }

  /** Manifests of images by architecture. */
  private static Map<String, JsonNode> images() throws IOException {
    Map<String, JsonNode> images = new TreeMap<>();
    for (JsonNode entry : JSON.readTree(named("1").bytes()).path("manifests")) {
      images.put(
          entry.path("platform").path("architecture").asText(),
          JSON.readTree(named(entry.path("digest").asText()).bytes()));
    }
    return images;
  }

  private static JsonNode image(String architecture) throws IOException {
    return Objects.requireNonNull(images().get(architecture), architecture);
  }

  private static JsonNode config(JsonNode image) throws IOException {
    return JSON.readTree(registry().blob(image.path("config").path("digest").asText()).toFile());
  }

  private static List<String> layers(JsonNode image) {
    List<String> digests = new ArrayList<>();
    image.path("layers").forEach(layer -> digests.add(layer.path("digest").asText()));
    return digests;
  }

  /** Mode, owner, size, date, time and path of each entry. */
  private static List<String> list(String layer) throws Exception {
    Shell.Outcome listed =
        Shell.run(
            WORK,
            "tar",
            "--numeric-owner",
            "-tvzf",
            registry().blob(layer).toString(),
            "--warning=none");
    require(listed);
    return listed.out().lines().toList();
  }

  /** What the runtime was compiled for, as ELF numbers machines. */
  private static int machine(String layer, String architecture) throws Exception {
    Path folder = WORK.resolve("elf-" + architecture);
    delete(folder);
    Files.createDirectories(folder);
    String java = "usr/lib/jvm/java-25-openjdk-" + architecture + "/bin/java";
    require(
        Shell.run(
            folder,
            "tar",
            "-xzf",
            registry().blob(layer).toString(),
            "--occurrence=1",
            "./" + java));
    byte[] elf = Files.readAllBytes(folder.resolve(java));
    delete(folder);
    assertThat(elf).startsWith(0x7F, 'E', 'L', 'F');
    return elf[18] & 0xFF;
  }

  private static Sandbox sandbox() throws Exception {
    skipUnless(System.getProperty("os.arch").equals("amd64"), "its amd64 layers cannot run here");
    String impossible = Sandbox.impossible();
    skipUnless(impossible == null, "it cannot be run here: " + impossible);
    return new Sandbox(unpack(), config(image("amd64")).path("config"));
  }

  /** The file system of the image for amd64. */
  private static Path unpack() throws Exception {
    if (unpacked != null) {
      return unpacked;
    }
    Path root = WORK.resolve("root");
    delete(root);
    Files.createDirectories(root);
    for (String layer : layers(image("amd64"))) {
      require(
          Shell.run(
              root,
              "tar",
              "-xpzf",
              registry().blob(layer).toString(),
              "--no-same-owner",
              "--warning=none"));
    }
    unpacked = root;
    return root;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
