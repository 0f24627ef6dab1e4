package dev.firn.catalog.embedded;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTUtil;

/** One endpoint of the REST specification and what answers it. */
record RestRoute(Endpoint endpoint, Handler handler) {
  private static final String NAMESPACE_SEPARATOR = "%1F";
  private static final String PREFIX = "/{prefix}";

  @FunctionalInterface
  interface Handler {
    CatalogResponse answer(Call call);
  }

  /** A request and the variables of its path, still encoded. */
  record Call(CatalogRequest request, Map<String, String> variables) {
    Namespace namespace() {
      return RESTUtil.decodeNamespace(variable("namespace"), NAMESPACE_SEPARATOR);
    }

    TableIdentifier table() {
      return TableIdentifier.of(namespace(), RESTUtil.decodeString(variable("table")));
    }

    Optional<String> query(String name) {
      return Optional.ofNullable(request.query().get(name));
    }

    private String variable(String name) {
      String value = variables.get(name);
      if (value == null) {
        throw new IllegalStateException("The route has no {" + name + "}");
      }
      return value;
    }
  }

  /** The call, if the request is for this route. There is no path prefix. */
  Optional<Call> match(CatalogRequest request) {
    if (!request.method().equals(endpoint.httpMethod())) {
      return Optional.empty();
    }
    List<String> expected = segments(endpoint.path().replace(PREFIX, ""));
    List<String> found = segments(request.path());
    if (expected.size() != found.size()) {
      return Optional.empty();
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < expected.size(); i++) {
      String segment = expected.get(i);
      if (segment.startsWith("{")) {
        variables.put(segment.substring(1, segment.length() - 1), found.get(i));
      } else if (!segment.equals(found.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(new Call(request, variables));
  }

  private static List<String> segments(String path) {
    return List.of(path.split("/", -1));
  }
}
