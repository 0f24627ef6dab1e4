package dev.firn.node.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterSettingsTest {
  private static ClusterSettings settings(String text) {
    return NodeSettings.from(NodeConfig.over(ConfigFactory.parseString(text))).cluster();
  }

  private static Config pekko(String text) {
    Config config = NodeConfig.over(ConfigFactory.parseString(text));
    return NodeSettings.from(config).cluster().over(config, "f").getConfig("pekko");
  }

  @Test
  void theDefaultsAreThoseOfANodeAlone() {
    assertThat(settings(""))
        .isEqualTo(
            new ClusterSettings(
                "127.0.0.1",
                0,
                Optional.empty(),
                List.of(),
                Set.of("ingest", "buffer", "query"),
                "0.0.0",
                Optional.empty()));
    Config pekko = pekko("");
    assertThat(pekko.getStringList("cluster.seed-nodes")).isEmpty();
    assertThat(pekko.getString("remote.artery.transport")).isEqualTo("tcp");
    assertThat(pekko.getStringList("cluster.roles")).containsExactly("buffer", "ingest", "query");
    assertThat(pekko.getString("cluster.split-brain-resolver.active-strategy"))
        .isEqualTo("keep-majority");
    assertThat(pekko.getDuration("cluster.split-brain-resolver.stable-after")).hasSeconds(5);
    assertThat(pekko.getDuration("cluster.down-removal-margin")).hasSeconds(1);
    assertThat(pekko.getBoolean("actor.allow-java-serialization")).isFalse();
  }

  @Test
  void everySettingIsReadAndBecomesPekkos(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "sesame\n");
    String text =
        """
        firn.cluster {
          host = firn-1.firn.ns.svc, port = 7355, bind-host = 0.0.0.0, roles = "buffer,query"
          app-version = 1.2.3
          tls { key-store = "%1$s", trust-store = "%1$s", password-file = "%1$s" }
        }
        """
            .formatted(file);
    assertThat(settings(text))
        .isEqualTo(
            new ClusterSettings(
                "firn-1.firn.ns.svc",
                7355,
                Optional.of("0.0.0.0"),
                List.of(),
                Set.of("buffer", "query"),
                "1.2.3",
                Optional.of(new ClusterTls(file, file, file))));
    Config pekko = pekko(text);
    assertThat(pekko.getString("remote.artery.canonical.hostname")).isEqualTo("firn-1.firn.ns.svc");
    assertThat(pekko.getInt("remote.artery.canonical.port")).isEqualTo(7355);
    assertThat(pekko.getString("remote.artery.bind.hostname")).isEqualTo("0.0.0.0");
    assertThat(pekko.getString("cluster.app-version")).isEqualTo("1.2.3");
    assertThat(pekko.getString("remote.artery.transport")).isEqualTo("tls-tcp");
    Config ssl = pekko.getConfig("remote.artery.ssl.config-ssl-engine");
    assertThat(ssl.getString("key-store-password")).isEqualTo("sesame");
    assertThat(ssl.getString("protocol")).isEqualTo("TLSv1.3");
    assertThat(ssl.getBoolean("require-mutual-authentication")).isTrue();
    assertThat(ssl.getBoolean("hostname-verification")).isTrue();
  }

  @Test
  void seedNodesAreAListOrWordsWithCommas() {
    String own = "firn.cluster.port = 7355, firn.cluster.seed-nodes = ";
    assertThat(settings(own + "\"127.0.0.1:7355\"").seedNodes()).containsExactly("127.0.0.1:7355");
    assertThat(settings(own + "[\"127.0.0.1:7355\"]").seedNodes())
        .isEqualTo(settings(own + "\"127.0.0.1:7355, \"").seedNodes());
  }

  @Test
  void whatOthersCanReachWantsTls() {
    for (String host : List.of("host = 192.0.2.1", "bind-host = 0.0.0.0")) {
      assertThatThrownBy(() -> settings("firn.cluster." + host))
          .as(host)
          .hasMessageContaining("others can reach: set tls.key-store");
    }
    assertThat(settings("firn.cluster.host = localhost").tls()).isEmpty();
    assertThatThrownBy(() -> settings("firn.cluster.tls.key-store = a"))
        .hasMessageContaining("tls needs all of");
  }

  @Test
  void whatCannotBeIsRefusedWithWhatToDo() {
    assertThatThrownBy(() -> settings("firn.cluster { port = 1, seed-nodes = [\"127.0.0.2:1\"] }"))
        .hasMessageContaining("nodes of one cluster share \"postgres\"");
    assertThatThrownBy(() -> settings("firn.cluster.seed-nodes = [\"127.0.0.1:1\"]"))
        .hasMessageContaining("port is 0");
    assertThatThrownBy(() -> settings("firn.cluster { port = 1, seed-nodes = [a] }"))
        .hasMessageContaining("seed-nodes are host:port");
    assertThatThrownBy(() -> settings("firn.cluster.roles = [cook]"))
        .hasMessageContaining("buffer, ingest, query, not cook");
    assertThatThrownBy(() -> settings("firn.cluster.host = 0.0.0.0"))
        .hasMessageContaining("listen everywhere with bind-host");
  }

  @Test
  void othersReachTheApiByTheNameInTheCluster() {
    ClusterSettings alone = settings("");
    assertThat(alone.advertised("http://127.0.0.1:8080")).isEqualTo("http://127.0.0.1:8080");
    ClusterSettings named =
        new ClusterSettings(
            "192.0.2.1",
            7355,
            Optional.empty(),
            List.of(),
            Set.of("ingest"),
            "1",
            Optional.of(new ClusterTls(Path.of("/"), Path.of("/"), Path.of("/"))));
    assertThat(named.advertised("http://127.0.0.1:8080")).isEqualTo("http://192.0.2.1:8080");
    assertThat(named.advertised("http://192.0.2.7:80")).isEqualTo("http://192.0.2.7:80");
  }
}
