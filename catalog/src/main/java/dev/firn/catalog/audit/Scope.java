package dev.firn.catalog.audit;

import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How much an audit looks at.
 *
 * @param partitions only these; empty for all
 * @param identities whether every event's identity is read
 * @param checksums bytes of objects that may be read to verify their checksums
 * @param objects how many objects the store may be asked for
 * @param mustBeKnown whether a partition that nobody knows is a mistake of who named it
 */
public record Scope(
    Optional<Set<String>> partitions,
    boolean identities,
    long checksums,
    long objects,
    boolean mustBeKnown) {
  public Scope {
    partitions = partitions.map(Set::copyOf);
  }

  /** Of partitions that may have come and gone. */
  public Scope(Optional<Set<String>> partitions, boolean identities, long checksums, long objects) {
    this(partitions, identities, checksums, objects, false);
  }

  /** Metadata and objects' sizes. */
  public static Scope quick(Optional<Set<String>> partitions) {
    return new Scope(partitions, false, 0, Long.MAX_VALUE, true);
  }

  /** Everything there is to read. */
  public static Scope full(Optional<Set<String>> partitions) {
    return new Scope(partitions, true, Long.MAX_VALUE, Long.MAX_VALUE, true);
  }

  /** As much of other partitions. */
  Scope of(Optional<Set<String>> others) {
    return new Scope(others, identities, checksums, objects);
  }

  Predicate<String> isWithin() {
    return partitions.<Predicate<String>>map(names -> names::contains).orElse(name -> true);
  }
}
