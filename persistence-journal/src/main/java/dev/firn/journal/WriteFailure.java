package dev.firn.journal;

import java.util.List;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status.SubCode;

/**
 * Why the journal stopped writing. Want of room passes when somebody makes room; after any other
 * failed write or sync nobody knows what the disk still holds, so a person has to look.
 *
 * @param isWantOfRoom disk, quota or file size limit was exhausted
 */
record WriteFailure(String reason, boolean isWantOfRoom) {

  private static final List<String> WANT_OF_ROOM =
      List.of("no space left", "quota exceeded", "file too large");

  static WriteFailure of(Throwable cause) {
    return cause instanceof RocksDBException e && hasNoSpace(e)
        ? new WriteFailure(String.valueOf(e.getMessage()), true)
        : of(String.valueOf(cause.getMessage()));
  }

  static WriteFailure of(String reason) {
    String lower = reason.toLowerCase(java.util.Locale.ROOT);
    return new WriteFailure(reason, WANT_OF_ROOM.stream().anyMatch(lower::contains));
  }

  private static boolean hasNoSpace(RocksDBException e) {
    return e.getStatus() != null && e.getStatus().getSubCode() == SubCode.NoSpace;
  }

  /** The failure and what follows from it. */
  String sentence() {
    return "a write failed: %s. %s"
        .formatted(
            reason,
            isWantOfRoom
                ? "Make room; the journal opens itself anew as soon as there is some"
                : "Mend the disk, then restart the node");
  }
}
