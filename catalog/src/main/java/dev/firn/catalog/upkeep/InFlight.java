package dev.firn.catalog.upkeep;

import java.util.Optional;
import java.util.Set;

/** Port to those who write and commit: what of a table's objects may yet be committed. Blocking. */
public interface InFlight {

  /**
   * Why nothing at all may be taken for an orphan now, such as a commit of unknown fate; empty
   * where nothing is against it.
   */
  Optional<String> obstacle();

  /**
   * Of these partitions those that have nothing on its way into the table: whatever was written for
   * them before this is asked is in a snapshot by now, or never will be.
   */
  Set<String> quiet(Set<String> partitions);
}
