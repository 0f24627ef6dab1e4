package dev.firn.node.compaction;

import dev.firn.journal.JournalHealth;
import dev.firn.journal.JournalStatus;
import dev.firn.sharding.cluster.BufferShare;
import dev.firn.sharding.cluster.ShardedBuffers;

/** What a node has to do for its events. */
public final class NodeLoad implements Load {
  private static final int MANY_FLUSHES = 8;
  private static final double NEARLY_FULL = 0.8;

  private final ShardedBuffers buffers;
  private final JournalHealth journal;

  public NodeLoad(ShardedBuffers buffers, JournalHealth journal) {
    this.buffers = buffers;
    this.journal = journal;
  }

  @Override
  public Level level() {
    BufferShare events = buffers.events();
    if (journal.state() != JournalStatus.State.WRITABLE
        || buffers.flushesQueued() > MANY_FLUSHES
        || events.memory().held() > NEARLY_FULL * events.memory().limit()) {
      return Level.PRESSED;
    }
    return events.awake().rows() > 0 ? Level.BUSY : Level.IDLE;
  }
}
