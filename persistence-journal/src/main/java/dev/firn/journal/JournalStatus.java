package dev.firn.journal;

import java.util.Optional;

/**
 * The journal at one moment.
 *
 * @param state whether new events are taken
 * @param reason why not, when they are not
 * @param bytesOnDisk size of all files of the database, write-ahead log included
 * @param liveBytes stored events that are not truncated
 * @param usedBytes what is held against the size budget {@code maxBytes}: the embedded journal's
 *     bytes on disk; the live bytes of all nodes where a database uses its space again by itself
 * @param usableDiskBytes free space of the disk that this process may use
 * @param queuedAppends operations that wait for the writer thread, and their {@code queuedBytes}
 * @param damagedReads reads since start that failed, as what they were to give is damaged or
 *     missing
 * @param counters sums since start
 */
public record JournalStatus(
    State state,
    Optional<String> reason,
    long bytesOnDisk,
    long liveBytes,
    long usedBytes,
    long maxBytes,
    long usableDiskBytes,
    long queuedAppends,
    long queuedBytes,
    long damagedReads,
    WriteCounters counters) {

  /** Whether new events are taken, and if not, which kind of trouble it is. */
  public enum State {
    /** New events are taken. */
    WRITABLE,
    /** The size budget is used up; becomes writable again by truncation. */
    FULL,
    /** The disk has less free space than the reserve; becomes writable again when there is more. */
    DISK_LOW,
    /**
     * A write or sync failed. Becomes writable again by itself when room was wanting and there is
     * some; stays so until a restart otherwise.
     */
    READ_ONLY,
    /** The database cannot be reached; becomes writable again when it can. */
    UNREACHABLE,
    /** The actor system terminates. */
    CLOSED
  }

  public boolean isWritable() {
    return state == State.WRITABLE;
  }
}
