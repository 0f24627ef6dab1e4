package dev.firn.journal;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How much room the journal's files may take, and what follows: when a generation is large enough,
 * when memory is flushed so that the log can go, and which generation is emptied. Sizes in bytes.
 *
 * @param factor files are to stay below so many times the live bytes, plus the floor
 * @param smallest of what a generation or the log holds at least, however little is live
 * @param mostUnflushed held in memory at most
 */
record SpaceGoal(double factor, long floor, long smallest, long mostUnflushed) {

  /** Live bytes a generation may hold at most: one part of so many. More would die too late. */
  private static final int GENERATIONS = 8;

  private static final long LARGEST_GENERATION = 64 << 20;

  /** The log's share of the live bytes; generations have the rest of the factor. */
  private static final double LOG_SHARE = 0.25;

  /** Above this share of live bytes emptying a generation costs more than it frees. */
  private static final double WORTH_EMPTYING = 0.7;

  /**
   * Room for what cleaning writes before it frees anything.
   *
   * @param onDisk free, beside what is kept for the last necessary writes
   * @param ofBudget up to which journaling may go on at all
   */
  record Room(boolean isNearlyFull, long onDisk, long ofBudget) {}

  static SpaceGoal of(EmbeddedJournalSettings settings) {
    EmbeddedJournalSettings.Reclaim reclaim = settings.reclaim();
    EmbeddedJournalSettings.Memory memory = settings.memory();
    return new SpaceGoal(
        reclaim.factor(),
        Math.min(reclaim.floor(), settings.maxBytes() / 8),
        Math.min(reclaim.generation(), settings.maxBytes() / 16),
        memory.writeBuffer() * memory.writeBuffers());
  }

  /** At this size what follows goes to the next generation. */
  long generation(long live) {
    return Math.max(smallest, Math.min(live / GENERATIONS, LARGEST_GENERATION));
  }

  boolean isFlushDue(long unflushed, long live) {
    long most = Math.max(smallest, (long) (live * LOG_SHARE));
    return unflushed >= Math.min(most, mostUnflushed / 2);
  }

  /** Whether the files as they were measured are too large. */
  boolean isExceeded(long files, long live) {
    return files > factor * live + floor;
  }

  /** Whether a flush would make the files noticeably smaller. */
  boolean isWorthFlushing(long unflushed) {
    return unflushed > floor / 16;
  }

  /** Whether generations hold too much that is not live. Near the size budget every byte counts. */
  boolean isCleaningDue(long inGenerations, long live, boolean isNearlyFull) {
    double most = isNearlyFull ? 1 : factor - LOG_SHARE;
    return inGenerations > most * live + floor / 2.0;
  }

  boolean isMostlyDead(Occupancy.Use use) {
    return use.written() > 0 && use.live() <= use.written() / 2;
  }

  /**
   * Whether what is live of a generation can stand twice for a while. Beyond the budget one of
   * ordinary size still may, for that is the way back; one of format 1 has any size.
   */
  boolean isRoomToEmpty(Occupancy.Use use, long live, Room room) {
    return use.live() <= room.onDisk() && use.live() <= Math.max(room.ofBudget(), generation(live));
  }

  /** The generation that costs least for what it frees, if any is worth it. */
  Optional<Occupancy.Use> toEmpty(List<Occupancy.Use> older) {
    return older.stream()
        .min(Comparator.comparingDouble(SpaceGoal::liveShare))
        .filter(use -> liveShare(use) <= WORTH_EMPTYING);
  }

  private static double liveShare(Occupancy.Use use) {
    return (double) use.live() / Math.max(1, use.written());
  }
}
