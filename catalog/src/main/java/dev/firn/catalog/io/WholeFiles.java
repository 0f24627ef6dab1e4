package dev.firn.catalog.io;

import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.FileIO;

/** Files that are there whole or not at all, and never in the place of another. */
public interface WholeFiles {
  /**
   * Creates a file, in one step for everybody who looks; durable when it returns.
   *
   * @throws AlreadyExistsException when there is such a file, perhaps because of a first request of
   *     this call whose answer was lost
   */
  void createWhole(String location, byte[] bytes);

  /**
   * A file IO's own way to do so. Its streams are none: one that is closed after a failed write
   * leaves what was written until then.
   *
   * @throws IllegalArgumentException when it has none
   */
  static WholeFiles of(FileIO io) {
    if (io instanceof WholeFiles whole) {
      return whole;
    }
    if (io instanceof S3FileIO s3) {
      return new S3WholeFiles(s3);
    }
    throw new IllegalArgumentException(
        io.getClass().getSimpleName()
            + " cannot create a file only where there is none, which a table without a catalog"
            + " needs: its location has to be in S3, in R2, or on a disk");
  }
}
