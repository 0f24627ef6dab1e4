package dev.firn.bench.faults;

import dev.firn.bench.faults.front.FaultFront;
import dev.firn.bench.faults.front.FaultPlan;
import dev.firn.bench.faults.lake.CatalogKind;
import dev.firn.bench.faults.lake.CatalogProcess;
import dev.firn.bench.faults.lake.LakeClient;
import dev.firn.bench.faults.lake.ObjectStore;
import dev.firn.bench.faults.lake.SecondWriter;
import dev.firn.bench.faults.lake.SessionTokens;
import dev.firn.bench.faults.lake.Upkeep;
import dev.firn.bench.target.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything around a node: a store and a catalog in processes of their own, a front before each,
 * and another client of both. The node's address stays the same over all its lives.
 */
public final class FaultRig implements AutoCloseable {
  private final SessionTokens sessionTokens = new SessionTokens();
  private final ObjectStore store;
  private final CatalogProcess catalog;
  private final FaultFront storeFront;
  private final FaultFront catalogFront;
  private final LakeClient lake;
  private final SecondWriter secondWriter;
  private final Upkeep upkeep;
  private final NodeLives node;
  private final List<String> settings;

  private FaultRig(
      CatalogKind kind,
      Path folder,
      FaultPlan catalogPlan,
      FaultPlan storePlan,
      List<String> settings)
      throws IOException, InterruptedException {
    // Beside each other; a catalog needs no store before it is asked.
    this.store = ObjectStore.launch(folder, kind);
    this.storeFront =
        new FaultFront(
            "store",
            store.uri(),
            kind == CatalogKind.FIXTURE ? sessionTokens.before(storePlan) : storePlan);
    this.catalog =
        CatalogProcess.launch(kind, folder.resolve("catalog"), store.uri(), storeFront.uri());
    store.awaitListening();
    catalog.awaitListening();
    this.catalogFront = new FaultFront("catalog", catalog.uri(), catalogPlan);
    this.lake = new LakeClient(catalog.clientProperties(store.uri()));
    this.secondWriter = new SecondWriter(lake);
    this.upkeep = new Upkeep(lake);
    this.settings = List.copyOf(settings);
    this.node = anotherNode(folder.resolve("node"), List.of());
  }

  /**
   * A node on the same lake, with the settings of all and its own.
   *
   * @param data its folder
   */
  NodeLives anotherNode(Path data, List<String> own) throws IOException {
    List<String> all = new ArrayList<>(nodeSettings());
    all.addAll(own);
    return new NodeLives(data, NodeProcess.freePort(), all);
  }

  /**
   * Starts all but the node, with the catalog that is chosen for this process.
   *
   * @param settings of the node, each as {@code -Dkey=value}
   */
  public static FaultRig start(
      Path folder, FaultPlan catalogPlan, FaultPlan storePlan, List<String> settings)
      throws IOException, InterruptedException {
    return start(CatalogKind.chosen(), folder, catalogPlan, storePlan, settings);
  }

  /**
   * Starts all but the node.
   *
   * @param settings of the node, each as {@code -Dkey=value}
   */
  public static FaultRig start(
      CatalogKind kind,
      Path folder,
      FaultPlan catalogPlan,
      FaultPlan storePlan,
      List<String> settings)
      throws IOException, InterruptedException {
    return new FaultRig(kind, folder, catalogPlan, storePlan, settings);
  }

  /** Of every node on this lake, each as {@code -Dkey=value}. */
  public List<String> nodeSettings() {
    List<String> all = new ArrayList<>(lakeSettings());
    all.addAll(settings);
    return all;
  }

  /** How a node reaches the lake: through the fronts, with little patience. */
  private List<String> lakeSettings() {
    List<String> settings = new ArrayList<>();
    catalog
        .nodeSettings(catalogFront.uri(), storeFront.uri())
        .forEach((key, value) -> settings.add("-Dfirn.catalog." + key + "=" + value));
    settings.add("-Dfirn.catalog.connect-timeout=2s");
    settings.add("-Dfirn.catalog.read-timeout=6s");
    settings.add("-Dfirn.catalog.properties.s3.retry.num-retries=2");
    settings.add("-Dfirn.catalog.properties.s3.retry.min-wait-ms=50");
    settings.add("-Dfirn.catalog.properties.http-client.urlconnection.socket-timeout-ms=6000");
    settings.add("-Dfirn.ingest.accept-future=unbounded");
    settings.add("-Dfirn.commit.first-retry=50ms");
    settings.add("-Dfirn.commit.longest-retry=2s");
    return settings;
  }

  public NodeLives node() {
    return node;
  }

  public URI url() {
    return node.url();
  }

  public LakeClient lake() {
    return lake;
  }

  public SecondWriter secondWriter() {
    return secondWriter;
  }

  public Upkeep upkeep() {
    return upkeep;
  }

  public FaultFront storeFront() {
    return storeFront;
  }

  public FaultFront catalogFront() {
    return catalogFront;
  }

  /** Those that requests to the store have brought, where the catalog hands out its keys. */
  public SessionTokens sessionTokens() {
    return sessionTokens;
  }

  /** The store is gone for a while. */
  public void restartStore(Duration gone) throws IOException, InterruptedException {
    store.kill();
    Thread.sleep(gone.toMillis());
    store.startAgain();
  }

  /** The catalog is gone for a while. */
  public void restartCatalog(Duration gone) throws IOException, InterruptedException {
    catalog.kill();
    Thread.sleep(gone.toMillis());
    catalog.startAgain();
  }

  @Override
  public void close() throws IOException {
    node.close();
    lake.close();
    storeFront.close();
    catalogFront.close();
    catalog.close();
    store.close();
  }
}
