package dev.firn.catalog.datafile;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/**
 * The checksum that a data file carries in its footer under {@link #KEY}: {@code
 * crc32c:<hexadecimal>:<bytes>}, over all bytes before the footer. The footer is not covered by it:
 * it is checked by being read.
 */
public final class FileChecksum {
  public static final String KEY = "firn.checksum";
  private static final String CRC32C_NAME = "crc32c";
  private static final int BUFFER = 256 << 10;
  private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

  /** Length of the footer, and the magic number. */
  private static final int TAIL = 8;

  private FileChecksum() {}

  /** What verifying a file came to. */
  public sealed interface Verdict {

    record Intact() implements Verdict {}

    /** Another engine or an earlier version wrote it, so nobody can tell. */
    record Unmarked() implements Verdict {}

    /**
     * The bytes are not those that were written.
     *
     * @param detail what was expected, what was found
     */
    record Damaged(String detail) implements Verdict {}
  }

  static String text(long checksum, long bytes) {
    return String.format(Locale.ROOT, "%s:%08x:%d", CRC32C_NAME, checksum, bytes);
  }

  /**
   * The footer's further metadata. The checksum is asked for when the footer is written, and by
   * then everything else has been.
   */
  static Map<String, String> footerMetadata(Map<String, String> known, CountingOutput output) {
    return new AbstractMap<>() {
      @Override
      public Set<Entry<String, String>> entrySet() {
        Map<String, String> all = new HashMap<>(known);
        all.put(KEY, text(output.checksum(), output.count()));
        return all.entrySet();
      }
    };
  }

  /**
   * Reads the whole file and compares.
   *
   * @param rows that the footer must count
   * @throws org.apache.iceberg.exceptions.NotFoundException when there is no such file
   * @throws IOException when the store failed, which says nothing of the file; stores may fail in
   *     words of their own too
   */
  public static Verdict verify(FileIO io, String location, long bytes, long rows)
      throws IOException {
    InputFile file = io.newInputFile(location, bytes);
    long footerStart;
    byte[] footer;
    try (SeekableInputStream in = file.newStream()) {
      footerStart = footerStart(in, bytes);
      if (footerStart < MAGIC.length) {
        return new Verdict.Damaged("it does not end as a Parquet file does");
      }
      in.seek(footerStart);
      footer = in.readNBytes((int) (bytes - TAIL - footerStart));
    }
    ParquetMetadata metadata;
    try {
      metadata =
          new ParquetMetadataConverter()
              .readParquetMetadata(
                  new ByteArrayInputStream(footer), ParquetMetadataConverter.NO_FILTER);
    } catch (IOException | RuntimeException e) { // from memory, so it is the bytes that are wrong
      return new Verdict.Damaged("its footer cannot be read: " + e.getMessage());
    }
    long counted = metadata.getBlocks().stream().mapToLong(BlockMetaData::getRowCount).sum();
    if (counted != rows) {
      return new Verdict.Damaged(
          "its footer counts " + counted + " rows where the table counts " + rows);
    }
    String expected = metadata.getFileMetaData().getKeyValueMetaData().get(KEY);
    return expected == null || !expected.startsWith(CRC32C_NAME + ":")
        ? new Verdict.Unmarked()
        : compare(file, expected, footerStart);
  }

  private static long footerStart(SeekableInputStream in, long bytes) throws IOException {
    if (bytes < MAGIC.length + TAIL) {
      return -1;
    }
    in.seek(bytes - TAIL);
    byte[] tail = in.readNBytes(TAIL);
    boolean isWhole =
        tail.length == TAIL
            && Arrays.equals(tail, TAIL - MAGIC.length, TAIL, MAGIC, 0, MAGIC.length);
    int length = isWhole ? ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt() : -1;
    return length < 0 ? -1 : bytes - TAIL - length;
  }

  private static Verdict compare(InputFile file, String expected, long footerStart)
      throws IOException {
    String found = text(checksum(file, footerStart), footerStart);
    return found.equals(expected)
        ? new Verdict.Intact()
        : new Verdict.Damaged("its checksum should be " + expected + " and is " + found);
  }

  private static long checksum(InputFile file, long bytes) throws IOException {
    CRC32C checksum = new CRC32C();
    byte[] buffer = new byte[BUFFER];
    long left = bytes;
    try (InputStream in = file.newStream()) {
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          break;
        }
        checksum.update(buffer, 0, read);
        left -= read;
      }
    }
    return checksum.getValue();
  }
}
