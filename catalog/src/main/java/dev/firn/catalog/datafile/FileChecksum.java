package dev.firn.catalog.datafile;

import java.io.IOException;
import java.io.InputStream;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;

/**
 * The checksum that a data file carries in its footer under {@link #KEY}: {@code
 * crc32c:<hexadecimal>:<bytes>}, over all bytes before the footer. The footer is not covered by it:
 * it is checked by being read.
 */
public final class FileChecksum {
  public static final String KEY = "firn.checksum";
  private static final String CRC32C_NAME = "crc32c";
  private static final int BUFFER = 256 << 10;

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
    return String.format("%s:%08x:%d", CRC32C_NAME, checksum, bytes);
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
   * @throws IOException when the store failed, which says nothing of the file
   */
  public static Verdict verify(FileIO io, String location, long bytes, long rows)
      throws IOException {
    org.apache.iceberg.io.InputFile file = io.newInputFile(location, bytes);
    FileMetaData footer;
    long counted;
    try (ParquetFileReader reader = ParquetFileReader.open(new Footer(file, bytes))) {
      footer = reader.getFooter().getFileMetaData();
      counted = reader.getRecordCount();
    } catch (IOException e) {
      throw e;
    } catch (org.apache.iceberg.exceptions.NotFoundException e) {
      throw e;
    } catch (RuntimeException e) {
      return new Verdict.Damaged("its footer cannot be read: " + e.getMessage());
    }
    if (counted != rows) {
      return new Verdict.Damaged(
          "its footer counts " + counted + " rows where the table counts " + rows);
    }
    Optional<String> expected = Optional.ofNullable(footer.getKeyValueMetaData().get(KEY));
    return expected.isEmpty()
        ? new Verdict.Unmarked()
        : compare(file, bytes, expected.get());
  }

  private static Verdict compare(
      org.apache.iceberg.io.InputFile file, long bytes, String expected) throws IOException {
    String[] parts = expected.split(":", -1);
    if (parts.length != 3 || !parts[0].equals(CRC32C_NAME) || !parts[2].matches("\\d{1,18}")) {
      return new Verdict.Unmarked();
    }
    long covered = Long.parseLong(parts[2]);
    if (covered != footerStart(file, bytes)) {
      return new Verdict.Damaged(
          "its checksum covers " + covered + " bytes, but the footer begins elsewhere");
    }
    String found = text(checksum(file, covered), covered);
    return found.equals(expected)
        ? new Verdict.Intact()
        : new Verdict.Damaged("its checksum should be " + expected + " and is " + found);
  }

  private static long footerStart(org.apache.iceberg.io.InputFile file, long bytes)
      throws IOException {
    int tail = 8;
    try (SeekableInputStream in = file.newStream()) {
      in.seek(bytes - tail);
      return bytes - tail - BytesUtils.readIntLittleEndian(in);
    }
  }

  private static long checksum(org.apache.iceberg.io.InputFile file, long bytes)
      throws IOException {
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

  /** An Iceberg input file as Parquet wants it. */
  private record Footer(org.apache.iceberg.io.InputFile file, long bytes) implements InputFile {
    @Override
    public long getLength() {
      return bytes;
    }

    @Override
    public org.apache.parquet.io.SeekableInputStream newStream() {
      SeekableInputStream in = file.newStream();
      return new DelegatingSeekableInputStream(in) {
        @Override
        public long getPos() throws IOException {
          return in.getPos();
        }

        @Override
        public void seek(long position) throws IOException {
          in.seek(position);
        }
      };
    }
  }
}
