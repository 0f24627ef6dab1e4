package dev.firn.catalog.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firn.catalog.table.EventSchema;
import dev.firn.catalog.testing.ServedCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableCommit;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's own client against the routes, behind a real server. */
class RestCatalogRoutesTest {
  private static final Namespace SHOP = Namespace.of("shop", "eu west");
  private static final TableIdentifier ORDERS = TableIdentifier.of(SHOP, "orders");
  private ServedCatalog served;
  private RESTCatalog client;
  @TempDir Path folder;

  @BeforeEach
  void connect() throws IOException {
    served = ServedCatalog.in(folder);
    client = connectAnother();
    client.createNamespace(Namespace.of("shop"));
    client.createNamespace(SHOP);
  }

  private RESTCatalog connectAnother() {
    RESTCatalog another = new RESTCatalog();
    another.initialize("test", served.settings().restProperties());
    return another;
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    served.close();
  }

  @Test
  void configSaysWhatThereIsAndAsksForNoPrefix() throws JsonProcessingException {
    JsonNode config = new JsonMapper().readTree(served.ask("GET", "/v1/config", "").body());
    assertThat(config.path("defaults")).isEmpty();
    assertThat(config.path("overrides")).isEmpty();
    assertThat(config.path("endpoints"))
        .extracting(JsonNode::asText)
        .contains("GET /v1/{prefix}/namespaces/{namespace}/tables/{table}")
        .noneMatch(endpoint -> endpoint.contains("views") || endpoint.contains("plan"));
  }

  @Test
  void namespacesHaveALife() {
    assertThat(client.listNamespaces(Namespace.of("shop"))).containsExactly(SHOP);
    assertThat(client.namespaceExists(SHOP)).isTrue();
    client.setProperties(SHOP, new HashMap<>(Map.of("owner", "me")));
    client.removeProperties(SHOP, new HashSet<>(Set.of("none")));
    assertThat(client.loadNamespaceMetadata(SHOP)).containsEntry("owner", "me");
    assertThat(client.dropNamespace(SHOP)).isTrue();
    assertThat(client.namespaceExists(SHOP)).isFalse();
  }

  @Test
  void tablesHaveALife() {
    UUID uuid = client.createTable(ORDERS, EventSchema.SCHEMA, EventSchema.SPEC).uuid();
    assertThat(client.tableExists(ORDERS)).isTrue();
    assertThat(client.listTables(SHOP)).containsExactly(ORDERS);
    TableIdentifier renamed = TableIdentifier.of(SHOP, "orders 2");
    client.renameTable(ORDERS, renamed);
    Table table = client.loadTable(renamed);
    String metadata = ((HasTableOperations) table).operations().current().metadataFileLocation();
    assertThat(client.dropTable(renamed, false)).isTrue();
    assertThat(client.tableExists(renamed)).isFalse();
    assertThat(client.registerTable(ORDERS, metadata).uuid()).isEqualTo(uuid);
  }

  @Test
  void aTableMayBeCreatedInATransaction() {
    Transaction creation = client.newCreateTableTransaction(ORDERS, EventSchema.SCHEMA);
    creation.updateProperties().set("a", "b").commit();
    assertThat(client.tableExists(ORDERS)).isFalse();
    creation.commitTransaction();
    assertThat(client.loadTable(ORDERS).properties()).containsEntry("a", "b");
  }

  @Test
  void severalTablesChangeTogether() {
    TableIdentifier other = TableIdentifier.of(SHOP, "other");
    List<TableCommit> changes = new ArrayList<>();
    for (TableIdentifier id : List.of(ORDERS, other)) {
      TableMetadata base =
          ((HasTableOperations) client.createTable(id, EventSchema.SCHEMA)).operations().current();
      changes.add(TableCommit.create(id, base, base.replaceProperties(Map.of("x", "y"))));
    }
    client.commitTransaction(changes);
    assertThat(client.loadTable(ORDERS).properties()).containsEntry("x", "y");
    assertThat(client.loadTable(other).properties()).containsEntry("x", "y");
  }

  @Test
  void errorsAreThoseOfTheSpecification() throws JsonProcessingException {
    CatalogResponse missing = served.ask("GET", "/v1/namespaces/none/tables/t", "");
    assertThat(missing.status()).isEqualTo(404);
    JsonNode error = new JsonMapper().readTree(missing.body()).path("error");
    assertThat(error.path("type").asText()).isEqualTo("NoSuchTableException");
    assertThat(error.path("code").asInt()).isEqualTo(404);
    assertThat(served.ask("POST", "/v1/namespaces", "{").status()).isEqualTo(400);
    assertThat(served.ask("POST", "/v1/namespaces", "{\"namespace\":[\"shop\"]}").status())
        .isEqualTo(409);
    assertThat(served.ask("DELETE", "/v1/namespaces/shop", "").status()).isEqualTo(409);
    assertThat(served.ask("GET", "/v1/nothing", "").status()).isEqualTo(404);
  }

  @Test
  void manyClientsChangeOneTableAtOnce() throws Exception {
    client.createTable(ORDERS, EventSchema.SCHEMA);
    ExecutorService clients = Executors.newFixedThreadPool(4);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int number = i;
      done.add(clients.submit(() -> setProperties(number)));
    }
    for (Future<?> future : done) {
      future.get();
    }
    clients.shutdownNow();
    assertThat(client.loadTable(ORDERS).properties().keySet())
        .filteredOn(key -> key.startsWith("p-"))
        .hasSize(20);
  }

  private void setProperties(int number) {
    Table table = client.loadTable(ORDERS);
    for (int i = 0; i < 5; i++) {
      table.updateProperties().set("p-" + number + "-" + i, "v").commit();
    }
  }
}
