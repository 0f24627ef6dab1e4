package dev.firn.catalog.testing;

import dev.firn.catalog.embedded.CatalogResponse;
import java.util.Map;

/** Something that goes wrong between a client and the catalog. */
@FunctionalInterface
public interface Fault {
  /**
   * Answers a request.
   *
   * @param real what the catalog does when it is asked; ask it, and the request has landed
   */
  Reply answer(Catalog real);

  /** The catalog behind the fault. */
  @FunctionalInterface
  interface Catalog {
    CatalogResponse land();
  }

  /** What the client gets. */
  sealed interface Reply {}

  /** A whole HTTP answer. */
  record Answer(int status, Map<String, String> headers, String body) implements Reply {
    public static Answer of(CatalogResponse response) {
      return new Answer(response.status(), Map.of(), response.body());
    }
  }

  /** The connection ends without an answer. */
  record Drop() implements Reply {}

  /** The request lands, and the client is told otherwise. */
  static Fault landedBut(int status, Map<String, String> headers) {
    return real -> {
      real.land();
      return error(status, headers);
    };
  }

  static Fault landedBut(int status) {
    return landedBut(status, Map.of());
  }

  /** The request does not land. */
  static Fault refused(int status) {
    return real -> error(status, Map.of());
  }

  static Fault landedButDropped() {
    return real -> {
      real.land();
      return new Drop();
    };
  }

  static Fault landedButGarbage() {
    return real -> {
      real.land();
      return new Answer(200, Map.of(), "<html>a proxy</html>");
    };
  }

  /** The request lands, something else happens, then comes the answer of another fault. */
  default Fault after(Runnable meanwhile) {
    return real ->
        answer(
            () -> {
              CatalogResponse response = real.land();
              meanwhile.run();
              return response;
            });
  }

  private static Answer error(int status, Map<String, String> headers) {
    return new Answer(
        status,
        headers,
        "{\"error\":{\"message\":\"injected\",\"type\":\"Injected\",\"code\":" + status + "}}");
  }
}
