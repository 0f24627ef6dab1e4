package dev.firn.bench.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.firn.node.settings.NodeConfig;
import dev.firn.node.settings.NodeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Manifests, unit and image against the program: every setting, variable, port and file there is.
 */
class ManifestsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern VARIABLE = Pattern.compile("\\bFIRN_[A-Z_]+\\b");
  private static final Set<Integer> OF_OTHERS = Set.of(53, 443, 5432);

  @TempDir Path etc;

  /** The settings of the manifests, as a pod has them; refused were one that there is not. */
  private Config settings() throws IOException {
    for (String file : List.of("tls/keystore.p12", "tls/truststore.p12", "tls-password/password")) {
      Files.createDirectories(etc.resolve(file).getParent());
      Files.writeString(etc.resolve(file), "");
    }
    Files.createDirectories(etc.resolve("catalog"));
    Files.writeString(etc.resolve("catalog/catalog.conf"), catalogOfTheDocument());
    String text =
        Files.readString(Yaml.DEPLOY.resolve("kubernetes/nodes/firn.conf"))
            .replace("/etc/firn", etc.toString())
            .replace("${FIRN_POD_NAME}", "\"firn-0\"")
            .replace("${FIRN_NAMESPACE}", "\"firn\"")
            .replace("${FIRN_APP_VERSION}", "\"0.1.0\"");
    return NodeConfig.over(ConfigFactory.parseString(text));
  }

  private static String catalogOfTheDocument() throws IOException {
    Matcher block =
        Pattern.compile("(?s)cat >catalog.conf <<'END'\\n(.*?)\\nEND\\n")
            .matcher(Files.readString(ROOT.resolve("docs/deployment.md")));
    assertThat(block.find()).as("docs/deployment.md has a catalog.conf").isTrue();
    return block.group(1);
  }

  @Test
  void theSettingsAreSuchAsANodeTakes() throws IOException {
    Config config = settings();
    NodeSettings node = NodeSettings.from(config);
    JsonNode set = Yaml.manifest("StatefulSet", "firn");
    String service = set.path("spec").path("serviceName").asText();
    assertThat(node.journal()).isEqualTo("postgres");
    assertThat(node.cluster().host()).isEqualTo("firn-0." + service + ".firn.svc");
    assertThat(node.cluster().seedNodes())
        .hasSize(set.path("spec").path("replicas").asInt())
        .first()
        .isEqualTo(node.cluster().host() + ":" + node.cluster().port());
    assertThat(config.getString("firn.catalog.uri")).startsWith("https://");
    assertThat(config.getBoolean("firn.journal.postgres.migrate")).isFalse();
  }

  @Test
  void portsAreTheNodes() throws IOException {
    NodeSettings node = NodeSettings.from(settings());
    int http = node.http().port();
    int artery = node.cluster().port();
    JsonNode container = container("StatefulSet", "firn");
    assertThat(container.path("ports").findValues("containerPort").stream().map(JsonNode::asInt))
        .containsExactlyInAnyOrder(http, artery);
    Set<String> names = texts(container.path("ports"), "name");
    for (JsonNode service :
        List.of(Yaml.manifest("Service", "firn"), Yaml.manifest("Service", "firn-nodes"))) {
      assertThat(names).containsAll(texts(service.path("spec").path("ports"), "targetPort"));
    }
    for (JsonNode policy :
        List.of(
            Yaml.manifest("NetworkPolicy", "firn"),
            Yaml.manifest("NetworkPolicy", "firn-migrate"))) {
      Set<Integer> open =
          Stream.of("ingress", "egress")
              .flatMap(way -> policy.path("spec").path(way).findValues("port").stream())
              .map(JsonNode::asInt)
              .collect(Collectors.toSet());
      open.removeAll(OF_OTHERS);
      assertThat(Set.of(http, artery)).containsAll(open);
    }
    assertThat(Files.readString(ROOT.resolve("Dockerfile")))
        .contains("EXPOSE " + http + " " + artery)
        .contains("http://127.0.0.1:" + http + "/health/ready");
  }

  @Test
  void aStopMayTakeAsLongAsAllItsPhases() throws IOException {
    JsonNode pod = Yaml.manifest("StatefulSet", "firn").path("spec").path("template").path("spec");
    int before = container("StatefulSet", "firn").at("/lifecycle/preStop/exec/command/1").asInt();
    long stop = longestStop(settings()).toSeconds();
    assertThat(before).isPositive();
    assertThat(pod.path("terminationGracePeriodSeconds").asLong())
        .isGreaterThanOrEqualTo(before + stop);
    Matcher timeout = Pattern.compile("TimeoutStopSec=(\\d+)").matcher(unit());
    assertThat(timeout.find()).isTrue();
    assertThat(Long.parseLong(timeout.group(1))).isGreaterThanOrEqualTo(stop);
  }

  private static Duration longestStop(Config config) {
    Config shutdown = config.getConfig("pekko.coordinated-shutdown");
    Duration sum = Duration.ZERO;
    for (String phase : shutdown.getObject("phases").keySet()) {
      Config one = shutdown.getConfig("phases." + phase);
      sum =
          sum.plus(
              one.hasPath("timeout")
                  ? one.getDuration("timeout")
                  : shutdown.getDuration("default-phase-timeout"));
    }
    return sum;
  }

  @Test
  void everyVariableIsReadBySomebody() throws IOException {
    Set<String> read = new TreeSet<>(variables(Yaml.DEPLOY.resolve("bin/firn")));
    read.addAll(variables(Yaml.DEPLOY.resolve("kubernetes/nodes/firn.conf")));
    read.addAll(variables(ROOT.resolve("persistence-journal/src/main/resources/reference.conf")));
    Set<String> given = new TreeSet<>();
    for (Path file : Yaml.files(Yaml.DEPLOY.resolve("kubernetes"), ".yaml")) {
      given.addAll(variables(file));
    }
    for (Path file : Yaml.files(Yaml.DEPLOY.resolve("systemd"), "")) {
      if (Files.isRegularFile(file)) {
        given.addAll(variables(file));
      }
    }
    assertThat(read).containsAll(given);
    assertThat(given).containsAll(variables(Yaml.DEPLOY.resolve("kubernetes/nodes/firn.conf")));
  }

  @Test
  void everyFileThatIsNamedIsMounted() throws IOException {
    for (String kind : List.of("StatefulSet", "Job")) {
      JsonNode container = container(kind, kind.equals("Job") ? "firn-migrate" : "firn");
      Set<String> mounts = texts(container.path("volumeMounts"), "mountPath");
      String named = container.toString();
      named +=
          kind.equals("Job")
              ? ""
              : Files.readString(Yaml.DEPLOY.resolve("kubernetes/nodes/firn.conf"));
      Matcher path =
          Pattern.compile("(/(?:etc|var/lib)/firn(?:/[a-z-]+)?)(?=[/\"])").matcher(named);
      while (path.find()) {
        assertThat(mounts).as(kind).contains(path.group(1));
      }
      assertThat(texts(container.path("volumeMounts"), "name"))
          .isEqualTo(
              texts(
                  pod(kind, kind.equals("Job") ? "firn-migrate" : "firn").path("volumes"), "name"));
    }
  }

  @Test
  void everySecretIsExplained() throws IOException {
    String document = Files.readString(ROOT.resolve("docs/deployment.md"));
    Set<String> secrets = new HashSet<>();
    for (JsonNode manifest : Yaml.manifests()) {
      manifest.findValues("secretName").forEach(name -> secrets.add(name.asText()));
      manifest.findValues("secretKeyRef").forEach(key -> secrets.add(key.path("name").asText()));
    }
    secrets.remove("firn-public-tls");
    assertThat(secrets)
        .isNotEmpty()
        .allSatisfy(name -> assertThat(document).contains("`" + name + "`"));
  }

  @Test
  void settingsOnCommandLinesAreKnown() throws IOException {
    for (JsonNode argument : container("Job", "firn-migrate").path("args")) {
      if (argument.asText().startsWith("-D")) {
        String[] setting = argument.asText().substring(2).split("=", 2);
        assertThat(
                NodeConfig.over(ConfigFactory.parseString(setting[0] + "=\"" + setting[1] + "\""))
                    .hasPath(setting[0]))
            .isTrue();
      }
    }
    assertThat(
            NodeSettings.from(
                    NodeConfig.over(
                        ConfigFactory.parseFile(Yaml.DEPLOY.resolve("systemd/firn.conf").toFile())))
                .journal())
        .isEqualTo("embedded");
  }

  /** Else a node of the image would run with other options than all that was measured. */
  @Test
  void bothLaunchersGiveTheJvmTheSameOptions() throws IOException {
    String source = Files.readString(ROOT.resolve("firn"));
    String installed = Files.readString(Yaml.DEPLOY.resolve("bin/firn"));
    assertThat(function(installed)).isEqualTo(function(source));
    for (String line :
        List.of(
            "jvm+=(\"-Xmx$heap\" \"-XX:+ExitOnOutOfMemoryError\" ${FIRN_JAVA_OPTS:-})",
            "export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}",
            "heap=${FIRN_HEAP:-1g}")) {
      assertThat(source).contains(line);
      assertThat(installed).contains(line);
    }
  }

  private static String function(String script) {
    int start = script.indexOf("jvm_options() {");
    return script.substring(start, script.indexOf("\n}\n", start));
  }

  private static String unit() throws IOException {
    return Files.readString(Yaml.DEPLOY.resolve("systemd/firn.service"));
  }

  private static JsonNode pod(String kind, String name) throws IOException {
    return Yaml.manifest(kind, name).path("spec").path("template").path("spec");
  }

  private static JsonNode container(String kind, String name) throws IOException {
    return pod(kind, name).path("containers").path(0);
  }

  private static Set<String> texts(JsonNode array, String field) {
    Set<String> texts = new TreeSet<>();
    array.forEach(one -> texts.add(one.path(field).asText()));
    return texts;
  }

  private static Set<String> variables(Path file) throws IOException {
    Set<String> found = new TreeSet<>();
    Matcher variable = VARIABLE.matcher(Files.readString(file));
    while (variable.find()) {
      found.add(variable.group());
    }
    return found;
  }
}
