package dev.firn.catalog.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.firn.catalog.datafile.CountingOutput;
import dev.firn.catalog.io.LocalFileIO;
import dev.firn.catalog.io.LocalPaths;
import dev.firn.catalog.settings.CompactionSettings;
import dev.firn.catalog.settings.RewriteSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowFileTest {
  private static final int ROWS = 12;
  private static final int ROW_BYTES = 500_000;

  @TempDir Path folder;

  @Test
  void fewRowsThatAreLargeEndARowGroupToo() throws IOException {
    RowForm form = RowForm.of(new Schema(NestedField.required(1, "data", Types.BinaryType.get())));
    CountingOutput output =
        new CountingOutput(
            new LocalFileIO().newOutputFile(LocalPaths.toLocation(folder.resolve("rows.parquet"))));
    try (RowFile file = new RowFile(output, form, settings(), ROWS)) {
      Random random = new Random(5);
      byte[] value = new byte[ROW_BYTES];
      RowBuffer row = new RowBuffer();
      for (int i = 0; i < ROWS; i++) {
        random.nextBytes(value);
        row.clear();
        row.putVarint(value.length + 1);
        row.put(value, 0, value.length);
        file.add(row.array(), 0);
      }
      assertThat(file.bytes()).isGreaterThan(ROWS / 2 * ROW_BYTES);
      assertThat(file.finish(Map.of()).splitOffsets()).hasSize(ROWS / 3);
    }
  }

  private static RewriteSettings settings() {
    RewriteSettings usual = CompactionSettings.from(ConfigFactory.defaultReference()).rewrite();
    return new RewriteSettings(
        usual.memory(),
        usual.rowGroupRows(),
        1 << 20,
        usual.pageSize(),
        usual.dictionarySize(),
        usual.zstdLevel(),
        List.of(),
        usual.bloomFalsePositives());
  }
}
