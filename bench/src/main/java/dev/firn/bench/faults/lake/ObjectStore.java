package dev.firn.bench.faults.lake;

import dev.firn.bench.target.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** S3Proxy over a folder: a store that checks signatures and knows create-only writes. */
public final class ObjectStore implements AutoCloseable {
  public static final String BUCKET = "firn";
  static final String KEY = "harness";
  static final String SECRET = "harness-secret";

  private final ServerProcess server;

  private ObjectStore(ServerProcess server) {
    this.server = server;
  }

  /**
   * Returns at once.
   *
   * @param kind of the catalog that hands out its keys, or does not
   */
  public static ObjectStore launch(Path folder, CatalogKind kind) throws IOException {
    Path objects = folder.resolve("objects");
    Files.createDirectories(objects.resolve(BUCKET));
    URI uri = URI.create("http://127.0.0.1:" + NodeProcess.freePort());
    Path settings = folder.resolve("s3proxy.properties");
    Files.writeString(
        settings,
        String.join(
            "\n",
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.endpoint=" + uri,
            "s3proxy.identity=" + KEY,
            "s3proxy.credential=" + SECRET,
            // The token of a session among them, which it does not know but signatures cover.
            "s3proxy.ignore-unknown-headers=" + (kind == CatalogKind.FIXTURE),
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + objects.toAbsolutePath()));
    List<String> command =
        ServerProcess.java(
            folder, "192m", "-jar", jar().toString(), "--properties", settings.toString());
    return new ObjectStore(ServerProcess.launch(command, uri, folder.resolve("s3proxy.log")));
  }

  /** Beside this module's classes, where its build has put it. */
  private static Path jar() throws IOException {
    Path here;
    try {
      here = Path.of(ObjectStore.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("These classes come from no place on disk", e);
    }
    Path folder = here.resolveSibling("s3proxy");
    try (Stream<Path> jars = Files.list(folder)) {
      return jars.filter(jar -> jar.toString().endsWith(".jar"))
          .findFirst()
          .orElseThrow(() -> new IOException("No S3Proxy in " + folder + "; build bench"));
    }
  }

  /** Returns when it can be asked. */
  public void awaitListening() throws IOException, InterruptedException {
    server.awaitListening();
  }

  public URI uri() {
    return server.uri();
  }

  /** What Iceberg's S3 file IO needs to reach the store, at its own address or at a front's. */
  public static Map<String, String> ioProperties(URI endpoint) {
    return Map.of(
        "io-impl",
        "org.apache.iceberg.aws.s3.S3FileIO",
        "s3.endpoint",
        endpoint.toString(),
        "s3.path-style-access",
        "true",
        "s3.access-key-id",
        KEY,
        "s3.secret-access-key",
        SECRET,
        "client.region",
        "us-east-1",
        "http-client.type",
        "urlconnection");
  }

  public void kill() {
    server.kill();
  }

  public void startAgain() throws IOException, InterruptedException {
    server.startAgain();
  }

  @Override
  public void close() {
    server.close();
  }
}
