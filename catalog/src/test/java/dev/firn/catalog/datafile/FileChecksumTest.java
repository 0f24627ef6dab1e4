package dev.firn.catalog.datafile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.datafile.FileChecksum.Verdict;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.ServedCatalog;
import dev.firn.catalog.testing.TestFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.iceberg.io.FileIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileChecksumTest {

  @Test
  void everyByteBeforeTheFooterCounts(@TempDir Path folder) throws IOException {
    try (ServedCatalog catalog = ServedCatalog.in(folder)) {
      EventTable table = catalog.openTable();
      WrittenFile file = TestFiles.write(table, Events.few(1));
      FileIO io = table.io();
      Path path = Path.of(URI.create(file.location()).getPath());
      byte[] whole = Files.readAllBytes(path);
      assertThat(verify(io, file)).isInstanceOf(Verdict.Intact.class);

      int footerLength = (whole[whole.length - 8] & 0xff) | ((whole[whole.length - 7] & 0xff) << 8);
      int footerStart = whole.length - 8 - footerLength;
      for (int at = 0; at < footerStart; at += footerStart / 200) {
        Files.write(path, flipped(whole, at));
        assertThat(verify(io, file)).as("byte " + at).isInstanceOf(Verdict.Damaged.class);
      }
      for (int at = whole.length - 8; at < whole.length; at++) {
        Files.write(path, flipped(whole, at));
        assertThat(verify(io, file)).as("byte " + at).isInstanceOf(Verdict.Damaged.class);
      }
      Files.write(path, Arrays.copyOf(whole, whole.length - 1));
      assertThat(verify(io, file)).isInstanceOf(Verdict.Damaged.class);
    }
  }

  private static byte[] flipped(byte[] whole, int at) {
    byte[] damaged = whole.clone();
    damaged[at] ^= 1;
    return damaged;
  }

  private static Verdict verify(FileIO io, WrittenFile file) throws IOException {
    return FileChecksum.verify(io, file.location(), file.bytes(), file.rows());
  }
}
