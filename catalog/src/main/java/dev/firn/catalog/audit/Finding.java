package dev.firn.catalog.audit;

/**
 * Something that should not be.
 *
 * @param partition empty where the whole table is concerned
 * @param epoch 0 where no one epoch is concerned
 * @param file location of the file concerned, empty where it is not one
 * @param rows how many rows are concerned, 0 where that is not known
 * @param detail what was expected, what was found, and where to look
 */
public record Finding(
    Check check, String partition, long epoch, String file, long rows, String detail) {

  static Finding ofTable(Check check, String detail) {
    return new Finding(check, "", 0, "", 0, detail);
  }

  static Finding ofFile(Check check, String partition, LiveFile file, String detail) {
    return new Finding(check, partition, 0, file.location(), file.rows(), detail);
  }
}
