package dev.firn.catalog.suggestion;

import java.util.List;

/**
 * What the newest files say.
 *
 * @param files that were looked into
 * @param rows of these files that were looked at, the first ones of each
 * @param uncounted values at paths that are not counted because there are too many
 * @param fields those that most rows of their type have come first
 */
public record Suggestions(int files, long rows, long uncounted, List<Suggestion> fields) {
  public Suggestions {
    fields = List.copyOf(fields);
  }
}
