package dev.firn.bench.faults.lake;

import dev.firn.bench.target.NodeProcess;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Launches Iceberg's REST fixture with the libraries of its own module. Its address ends as that of
 * Cloudflare's catalog does, by which a node knows what is particular to that one, and does it here
 * as well.
 */
final class FixtureProcess {
  /**
   * Of the keys handed out. Iceberg's client renews keys at some moment between five minutes and
   * one before they end; so these are renewed with nearly every request, and at the latest after
   * half a minute.
   */
  private static final Duration LIFE = Duration.ofSeconds(90);

  private static final String TOKEN = "token-of-the-harness";
  private static final String CREDENTIAL = "harness:secret-of-the-harness";
  private static final String WAREHOUSE = "harness_firn";

  private static final String ROOT = "/catalog.cloudflarestorage.com/harness/firn";

  private FixtureProcess() {}

  /** Returns at once. */
  static CatalogProcess launch(Path folder, URI store, URI storeOfNodes) throws IOException {
    Files.createDirectories(folder);
    int port = NodeProcess.freePort();
    Path settings = folder.resolve("fixture.properties");
    write(settings, properties(folder, port, store, storeOfNodes));
    List<String> command =
        ServerProcess.java(
            folder,
            "256m",
            "-cp",
            classPath(),
            "dev.firn.fixture.RestFixture",
            settings.toString());
    URI server = URI.create("http://127.0.0.1:" + port);
    return new CatalogProcess(
        ServerProcess.launch(command, server, folder.resolve("catalog.log")),
        URI.create(server + ROOT),
        new CatalogAccess.Guarded(WAREHOUSE, TOKEN));
  }

  private static Properties properties(Path folder, int port, URI store, URI storeOfNodes) {
    Properties all = new Properties();
    all.setProperty("port", Integer.toString(port));
    all.setProperty("root", ROOT);
    all.setProperty("database", folder.toAbsolutePath().resolve("catalog.db").toString());
    all.setProperty("warehouse", WAREHOUSE);
    all.setProperty("location", CatalogProcess.LOCATION);
    all.setProperty("token", TOKEN);
    all.setProperty("credential", CREDENTIAL);
    all.setProperty("keys.id", ObjectStore.KEY);
    all.setProperty("keys.secret", ObjectStore.SECRET);
    all.setProperty("keys.endpoint", storeOfNodes.toString());
    all.setProperty("keys.life-seconds", Long.toString(LIFE.toSeconds()));
    ObjectStore.ioProperties(store).forEach((key, value) -> all.setProperty("io." + key, value));
    return all;
  }

  private static void write(Path file, Properties properties) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    }
  }

  /** Of the module beside this one, as its build has left it. */
  private static String classPath() throws IOException {
    Path target = here().resolveSibling("../rest-fixture/target").normalize();
    try (Stream<Path> jars = Files.list(target.resolve("lib"))) {
      return Stream.concat(Stream.of(target.resolve("classes")), jars.sorted())
          .map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));
    }
  }

  private static Path here() throws IOException {
    try {
      return Path.of(
          FixtureProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("These classes come from no place on disk", e);
    }
  }
}
