package dev.firn.node.http;

import dev.firn.events.Edge;
import dev.firn.events.decode.RequestHead;
import dev.firn.node.settings.EdgeSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.jspecify.annotations.Nullable;

/** The headers from which the {@code cf_*} columns come, by name. */
final class EdgeHeaders {
  private static final int SLOTS = 10;
  private static final int HTTP_PROTOCOL = 7;

  /** No edge says more than this of a place; longer values are somebody's attempt to fill disks. */
  private static final int LONGEST_VALUE = 256;

  private final Map<String, Integer> slots = new HashMap<>();

  EdgeHeaders(EdgeSettings names) {
    List<String> inOrder =
        List.of(
            names.ray(),
            names.country(),
            names.city(),
            names.continent(),
            names.postalCode(),
            names.region(),
            names.timezone(),
            names.httpProtocol(),
            names.tlsVersion(),
            names.tlsCipher());
    for (int slot = 0; slot < SLOTS; slot++) {
      if (!inOrder.get(slot).isEmpty()) {
        slots.put(inOrder.get(slot), slot);
      }
    }
  }

  @Nullable String[] slots() {
    return new @Nullable String[SLOTS];
  }

  /** Keeps the header's value if it is one of the edge's. */
  boolean put(@Nullable String[] values, String name, HttpHeader header) {
    Integer slot = slots.get(name);
    if (slot == null) {
      return false;
    }
    String value = header.value();
    values[slot] = isPlausible(value) ? value : null;
    return true;
  }

  private static boolean isPlausible(String value) {
    return !value.isEmpty() && value.length() <= LONGEST_VALUE && !RequestHead.hasStrayBytes(value);
  }

  /**
   * @param protocol of the connection, where no header tells the visitor's
   */
  static Edge edge(@Nullable String[] values, String protocol) {
    String visitorProtocol = values[HTTP_PROTOCOL];
    return new Edge(
        colo(values[0]),
        values[1],
        values[2],
        values[3],
        values[4],
        values[5],
        values[6],
        visitorProtocol == null ? protocol : visitorProtocol,
        values[8],
        values[9]);
  }

  /** Of {@code 8f1e2d3c4b5a6978-FRA} the {@code FRA}. */
  private static @Nullable String colo(@Nullable String ray) {
    if (ray == null) {
      return null;
    }
    int dash = ray.lastIndexOf('-');
    return dash < 0 || dash == ray.length() - 1 ? null : ray.substring(dash + 1);
  }
}
