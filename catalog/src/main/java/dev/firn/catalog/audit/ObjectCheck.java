package dev.firn.catalog.audit;

import dev.firn.catalog.datafile.FileChecksum;
import dev.firn.catalog.datafile.FileChecksum.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;

/** Whether a live file's object is there, as long as it should be, and made of the same bytes. */
final class ObjectCheck {
  private final FileIO io;
  private long objectsLeft;
  private long checksumBytesLeft;
  private long objects;
  private long checksums;
  private long withoutChecksum;

  /**
   * @param scope how many objects may be asked for, and how much may be read of them
   */
  ObjectCheck(FileIO io, Scope scope) {
    this.io = io;
    this.objectsLeft = scope.objects();
    this.checksumBytesLeft = scope.checksums();
  }

  /**
   * As many of these files as may be looked at.
   *
   * @throws RuntimeException when the store failed, which says nothing of the files
   */
  List<Finding> check(String partition, List<LiveFile> live) {
    List<Finding> findings = new ArrayList<>();
    for (LiveFile file : live) {
      if (objectsLeft <= 0) {
        break;
      }
      objectsLeft--;
      Optional<Finding> wrong = size(partition, file);
      if (wrong.isEmpty() && checksumBytesLeft > 0) {
        checksumBytesLeft -= file.bytes();
        wrong = checksum(partition, file);
      }
      wrong.ifPresent(findings::add);
    }
    return findings;
  }

  private Optional<Finding> size(String partition, LiveFile file) {
    objects++;
    InputFile object = io.newInputFile(file.location());
    if (!object
        .exists()) { // some stores fail in their own words when a missing one's size is asked
      return Optional.of(
          Finding.ofFile(
              Check.OBJECTS,
              partition,
              file,
              file.location() + " is live in the table and its object is gone"));
    }
    long found = object.getLength();
    return found == file.bytes()
        ? Optional.empty()
        : Optional.of(
            Finding.ofFile(
                Check.OBJECTS,
                partition,
                file,
                file.location()
                    + " has "
                    + found
                    + " bytes where the table says "
                    + file.bytes()
                    + ": its object was cut or replaced"));
  }

  /** Reads the whole object; to be asked of one that is there and as long as it should be. */
  private Optional<Finding> checksum(String partition, LiveFile file) {
    Verdict verdict;
    try {
      verdict = FileChecksum.verify(io, file.location(), file.bytes(), file.rows());
    } catch (NotFoundException e) {
      return Optional.of(Unreadable.finding(partition, Optional.of(file), e));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + file.location(), e);
    }
    if (verdict instanceof Verdict.Unmarked) {
      withoutChecksum++;
      return Optional.empty();
    }
    checksums++;
    return verdict instanceof Verdict.Damaged damaged
        ? Optional.of(
            Finding.ofFile(
                Check.CHECKSUM,
                partition,
                file,
                file.location() + " is damaged: " + damaged.detail()))
        : Optional.empty();
  }

  long objects() {
    return objects;
  }

  long checksums() {
    return checksums;
  }

  long withoutChecksum() {
    return withoutChecksum;
  }
}
