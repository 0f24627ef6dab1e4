package dev.firn.node.compaction;

import java.util.Optional;
import java.util.Set;

/**
 * What an operator asks for.
 *
 * @param partitions these alone, by their names; empty: all
 * @param isDryRun whether only to say what would be rewritten
 * @param besideOthers whether also where somebody else rewrites the table's files
 * @param isFilling whether instead of small files those are rewritten that lack a column which
 *     events of their type fill
 */
public record CompactionRequest(
    Optional<Set<String>> partitions, boolean isDryRun, boolean besideOthers, boolean isFilling) {
  public CompactionRequest {
    partitions = partitions.map(Set::copyOf);
  }
}
