package dev.firn.bench.faults.lake;

import dev.firn.bench.target.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An Iceberg REST catalog in a process of its own, its tables in an object store. */
public final class CatalogProcess implements AutoCloseable {
  static final String LOCATION = "s3://" + ObjectStore.BUCKET + "/warehouse";

  private final ServerProcess server;
  private final URI uri;
  private final CatalogAccess access;

  CatalogProcess(ServerProcess server, URI uri, CatalogAccess access) {
    this.server = server;
    this.uri = uri;
    this.access = access;
  }

  /**
   * Returns at once.
   *
   * @param store as the catalog itself reaches it
   * @param storeOfNodes as nodes are to reach it
   */
  public static CatalogProcess launch(CatalogKind kind, Path folder, URI store, URI storeOfNodes)
      throws IOException {
    return switch (kind) {
      case EMBEDDED -> launch(folder, store);
      case FIXTURE -> FixtureProcess.launch(folder, store, storeOfNodes);
    };
  }

  /** Firn's own; returns at once. */
  public static CatalogProcess launch(Path folder, URI store) throws IOException {
    Files.createDirectories(folder);
    int port = NodeProcess.freePort();
    List<String> command =
        ServerProcess.java(
            folder,
            "256m",
            "-Dlogback.configurationFile=bench-logback.xml",
            "-cp",
            System.getProperty("java.class.path"),
            CatalogServer.class.getName(),
            Integer.toString(port),
            folder.toString(),
            LOCATION,
            store.toString());
    URI uri = URI.create("http://127.0.0.1:" + port);
    return new CatalogProcess(
        ServerProcess.launch(command, uri, folder.resolve("catalog.log")),
        uri,
        new CatalogAccess.Open());
  }

  /** Returns when it can be asked. */
  public void awaitListening() throws IOException, InterruptedException {
    server.awaitListening();
  }

  public URI uri() {
    return uri;
  }

  /**
   * What a node is told of catalog and store.
   *
   * @param catalog where the catalog appears to be
   * @param store where the store does, for nodes that have to be told
   * @return settings below {@code firn.catalog}
   */
  public Map<String, String> nodeSettings(URI catalog, URI store) {
    return access.nodeSettings(catalog, store);
  }

  /** What a plain client of Iceberg needs, with keys of its own. */
  public Map<String, String> clientProperties(URI store) {
    return access.clientProperties(uri, store);
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
