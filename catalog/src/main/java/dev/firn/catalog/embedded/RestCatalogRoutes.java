package dev.firn.catalog.embedded;

import static org.apache.iceberg.rest.Endpoint.V1_COMMIT_TRANSACTION;
import static org.apache.iceberg.rest.Endpoint.V1_CREATE_NAMESPACE;
import static org.apache.iceberg.rest.Endpoint.V1_CREATE_TABLE;
import static org.apache.iceberg.rest.Endpoint.V1_DELETE_NAMESPACE;
import static org.apache.iceberg.rest.Endpoint.V1_DELETE_TABLE;
import static org.apache.iceberg.rest.Endpoint.V1_LIST_NAMESPACES;
import static org.apache.iceberg.rest.Endpoint.V1_LIST_TABLES;
import static org.apache.iceberg.rest.Endpoint.V1_LOAD_NAMESPACE;
import static org.apache.iceberg.rest.Endpoint.V1_LOAD_TABLE;
import static org.apache.iceberg.rest.Endpoint.V1_NAMESPACE_EXISTS;
import static org.apache.iceberg.rest.Endpoint.V1_REGISTER_TABLE;
import static org.apache.iceberg.rest.Endpoint.V1_RENAME_TABLE;
import static org.apache.iceberg.rest.Endpoint.V1_REPORT_METRICS;
import static org.apache.iceberg.rest.Endpoint.V1_TABLE_EXISTS;
import static org.apache.iceberg.rest.Endpoint.V1_UPDATE_NAMESPACE;
import static org.apache.iceberg.rest.Endpoint.V1_UPDATE_TABLE;

import dev.firn.catalog.embedded.RestRoute.Call;
import dev.firn.catalog.embedded.RestRoute.Handler;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.RESTUtil;
import org.apache.iceberg.rest.requests.CommitTransactionRequest;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.UpdateNamespacePropertiesRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Iceberg's REST catalog over any catalog, without a server: a request goes in, a response comes
 * out. What changes something runs one at a time, so that SQLite sees one writer and a transaction
 * over several tables finds them as it checked them. Thread-safe, blocking.
 *
 * @see <a href="https://iceberg.apache.org/rest-catalog-spec/">the specification</a>
 */
public final class RestCatalogRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(RestCatalogRoutes.class);

  private final Catalog catalog;
  private final SupportsNamespaces namespaces;
  private final ReentrantLock writing = new ReentrantLock();
  private final List<RestRoute> routes;
  private final String config;

  public <C extends Catalog & SupportsNamespaces> RestCatalogRoutes(C catalog) {
    this.catalog = catalog;
    this.namespaces = catalog;
    this.routes =
        List.of(
            read(V1_LIST_NAMESPACES, this::listNamespaces),
            write(V1_CREATE_NAMESPACE, this::createNamespace),
            read(V1_LOAD_NAMESPACE, this::loadNamespace),
            read(V1_NAMESPACE_EXISTS, this::namespaceExists),
            write(V1_UPDATE_NAMESPACE, this::updateNamespace),
            write(V1_DELETE_NAMESPACE, this::dropNamespace),
            read(V1_LIST_TABLES, this::listTables),
            write(V1_CREATE_TABLE, this::createTable),
            read(V1_LOAD_TABLE, this::loadTable),
            read(V1_TABLE_EXISTS, this::tableExists),
            write(V1_UPDATE_TABLE, this::updateTable),
            write(V1_DELETE_TABLE, this::dropTable),
            write(V1_RENAME_TABLE, this::renameTable),
            write(V1_REGISTER_TABLE, this::registerTable),
            write(V1_COMMIT_TRANSACTION, this::commitTransaction),
            read(V1_REPORT_METRICS, call -> CatalogResponse.NO_CONTENT));
    this.config =
        CatalogJson.write(
            ConfigResponse.builder()
                .withEndpoints(routes.stream().map(RestRoute::endpoint).toList())
                .build());
  }

  private static RestRoute read(Endpoint endpoint, Handler handler) {
    return new RestRoute(endpoint, handler);
  }

  private RestRoute write(Endpoint endpoint, Handler handler) {
    return new RestRoute(endpoint, call -> oneAtATime(() -> handler.answer(call)));
  }

  private CatalogResponse oneAtATime(Supplier<CatalogResponse> change) {
    writing.lock();
    try {
      return change.get();
    } finally {
      writing.unlock();
    }
  }

  /** Answers a request; never throws. */
  public CatalogResponse handle(CatalogRequest request) {
    if (request.method().equals("GET") && request.path().equals("/v1/config")) {
      return new CatalogResponse(200, config);
    }
    for (RestRoute route : routes) {
      Optional<Call> call = route.match(request);
      if (call.isPresent()) {
        return answer(route, call.get());
      }
    }
    return CatalogErrors.of(
        404, "NotFound", "No route for " + request.method() + " " + request.path());
  }

  private static CatalogResponse answer(RestRoute route, Call call) {
    try {
      return route.handler().answer(call);
    } catch (RuntimeException e) {
      CatalogResponse response = CatalogErrors.of(e);
      if (response.status() >= 500) {
        LOG.warn("{} {} failed", call.request().method(), call.request().path(), e);
      }
      return response;
    }
  }

  private static CatalogResponse ok(Object response) {
    return new CatalogResponse(200, CatalogJson.write(response));
  }

  private CatalogResponse listNamespaces(Call call) {
    Namespace parent =
        call.query("parent").map(RESTUtil::namespaceFromQueryParam).orElse(Namespace.empty());
    return ok(
        call.query("pageSize")
            .map(
                size ->
                    CatalogHandlers.listNamespaces(
                        namespaces, parent, call.query("pageToken").orElse(""), size))
            .orElseGet(() -> CatalogHandlers.listNamespaces(namespaces, parent)));
  }

  private CatalogResponse createNamespace(Call call) {
    return ok(
        CatalogHandlers.createNamespace(
            namespaces, CatalogJson.read(call.request().body(), CreateNamespaceRequest.class)));
  }

  private CatalogResponse loadNamespace(Call call) {
    return ok(CatalogHandlers.loadNamespace(namespaces, call.namespace()));
  }

  private CatalogResponse namespaceExists(Call call) {
    CatalogHandlers.namespaceExists(namespaces, call.namespace());
    return CatalogResponse.NO_CONTENT;
  }

  private CatalogResponse updateNamespace(Call call) {
    return ok(
        CatalogHandlers.updateNamespaceProperties(
            namespaces,
            call.namespace(),
            CatalogJson.read(call.request().body(), UpdateNamespacePropertiesRequest.class)));
  }

  private CatalogResponse dropNamespace(Call call) {
    CatalogHandlers.dropNamespace(namespaces, call.namespace());
    return CatalogResponse.NO_CONTENT;
  }

  private CatalogResponse listTables(Call call) {
    return ok(
        call.query("pageSize")
            .map(
                size ->
                    CatalogHandlers.listTables(
                        catalog, call.namespace(), call.query("pageToken").orElse(""), size))
            .orElseGet(() -> CatalogHandlers.listTables(catalog, call.namespace())));
  }

  private CatalogResponse createTable(Call call) {
    CreateTableRequest request = CatalogJson.read(call.request().body(), CreateTableRequest.class);
    return ok(
        request.stageCreate()
            ? CatalogHandlers.stageTableCreate(catalog, call.namespace(), request)
            : CatalogHandlers.createTable(catalog, call.namespace(), request));
  }

  private CatalogResponse loadTable(Call call) {
    SnapshotMode mode =
        SnapshotMode.valueOf(call.query("snapshots").orElse("all").toUpperCase(Locale.ROOT));
    return ok(CatalogHandlers.loadTable(catalog, call.table(), mode));
  }

  private CatalogResponse tableExists(Call call) {
    CatalogHandlers.tableExists(catalog, call.table());
    return CatalogResponse.NO_CONTENT;
  }

  private CatalogResponse updateTable(Call call) {
    return ok(
        CatalogHandlers.updateTable(
            catalog,
            call.table(),
            CatalogJson.read(call.request().body(), UpdateTableRequest.class)));
  }

  private CatalogResponse dropTable(Call call) {
    if (call.query("purgeRequested").map(Boolean::parseBoolean).orElse(false)) {
      CatalogHandlers.purgeTable(catalog, call.table());
    } else {
      CatalogHandlers.dropTable(catalog, call.table());
    }
    return CatalogResponse.NO_CONTENT;
  }

  private CatalogResponse renameTable(Call call) {
    CatalogHandlers.renameTable(
        catalog, CatalogJson.read(call.request().body(), RenameTableRequest.class));
    return CatalogResponse.NO_CONTENT;
  }

  private CatalogResponse registerTable(Call call) {
    return ok(
        CatalogHandlers.registerTable(
            catalog,
            call.namespace(),
            CatalogJson.read(call.request().body(), RegisterTableRequest.class)));
  }

  /** Every requirement of every table is checked before the first table is changed. */
  private CatalogResponse commitTransaction(Call call) {
    CommitTransactionRequest request =
        CatalogJson.read(call.request().body(), CommitTransactionRequest.class);
    for (UpdateTableRequest change : request.tableChanges()) {
      TableMetadata current =
          ((HasTableOperations) catalog.loadTable(change.identifier())).operations().current();
      change.requirements().forEach(requirement -> requirement.validate(current));
    }
    for (UpdateTableRequest change : request.tableChanges()) {
      CatalogHandlers.updateTable(catalog, change.identifier(), change);
    }
    return CatalogResponse.NO_CONTENT;
  }
}
