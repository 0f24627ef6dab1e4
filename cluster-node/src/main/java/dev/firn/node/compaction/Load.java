package dev.firn.node.compaction;

/** How much a node has to do besides. Cheap, never blocks, never fails. */
@FunctionalInterface
public interface Load {
  /** From least to most. */
  enum Level {
    /** No events wait for the table. */
    IDLE,
    /** Events come in. */
    BUSY,
    /** Flushes queue, buffers fill, or the journal does not take events. */
    PRESSED
  }

  Level level();
}
