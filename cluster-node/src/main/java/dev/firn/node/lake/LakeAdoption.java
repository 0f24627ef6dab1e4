package dev.firn.node.lake;

import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.catalog.table.AdoptedTable;
import dev.firn.catalog.table.TableAdoption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Hands the tables of a node without a catalog over to one. */
public final class LakeAdoption {
  private final CatalogSettings own;
  private final TableAdoption tables;
  private final Executor threads;

  LakeAdoption(CatalogSettings own, LakeSettings settings, Executor threads) {
    this.own = own;
    this.tables = new TableAdoption(own, List.of(settings.events(), settings.rejected()));
    this.threads = threads;
  }

  /**
   * A catalog as somebody names it; what is empty it does without.
   *
   * @param uri of its REST interface
   */
  public record CatalogAddress(String uri, String warehouse, String token, String credential) {
    @Override
    public String toString() {
      return "CatalogAddress[uri=" + uri + ", warehouse=" + warehouse + "]";
    }
  }

  /** Completes when the catalog has the tables; failed, it can be asked for again. */
  public CompletionStage<List<AdoptedTable>> by(CatalogAddress to) {
    return CompletableFuture.supplyAsync(() -> tables.by(settings(to)), threads);
  }

  /** Completes when the tables go on without a catalog. */
  public CompletionStage<List<AdoptedTable>> giveUp(CatalogAddress to) {
    return CompletableFuture.supplyAsync(
        () -> {
          tables.giveUp(settings(to));
          return List.of();
        },
        threads);
  }

  private CatalogSettings settings(CatalogAddress to) {
    return own.adoptedBy(to.uri(), to.warehouse(), to.token(), to.credential());
  }
}
