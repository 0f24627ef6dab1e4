package dev.firn.bench.faults.lake;

import dev.firn.bench.target.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An Iceberg REST catalog in a process of its own, its tables in an object store. */
public final class CatalogProcess implements AutoCloseable {
  private final ServerProcess server;

  private CatalogProcess(ServerProcess server) {
    this.server = server;
  }

  /** Returns at once. */
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
            "s3://" + ObjectStore.BUCKET + "/warehouse",
            store.toString());
    URI uri = URI.create("http://127.0.0.1:" + port);
    return new CatalogProcess(ServerProcess.launch(command, uri, folder.resolve("catalog.log")));
  }

  /** Returns when it can be asked. */
  public void awaitListening() throws IOException, InterruptedException {
    server.awaitListening();
  }

  public URI uri() {
    return server.uri();
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
