package dev.firn.sharding;

import java.util.List;

/**
 * Small objects whose names begin alike.
 *
 * @param name their names up to the last slash
 * @param locations of all objects in it
 */
public record ObjectFolder(String name, List<String> locations) {
  public ObjectFolder {
    locations = List.copyOf(locations);
  }
}
