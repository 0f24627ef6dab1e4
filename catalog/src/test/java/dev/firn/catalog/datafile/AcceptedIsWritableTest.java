package dev.firn.catalog.datafile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.testing.ServedCatalog;
import dev.firn.catalog.testing.TestFiles;
import dev.firn.events.AppendedBatch;
import dev.firn.events.BatchRows;
import dev.firn.events.CloudEvent;
import dev.firn.events.Edge;
import dev.firn.events.EventBatch;
import dev.firn.events.Origin;
import dev.firn.events.RowBlock;
import dev.firn.events.RowView;
import dev.firn.events.decode.DecodedRequest;
import dev.firn.events.decode.EventDecoder;
import dev.firn.events.decode.IngestLimits;
import dev.firn.events.decode.RequestHead;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever passes the door, in its oddest forms, can be written and is read back as it was. */
class AcceptedIsWritableTest {
  private static final int EVENTS = 1_500;
  private static final Origin ORIGIN = new Origin("acmé \uD83D\uDE00", -1, Edge.NONE);

  /** Around what encoders, sorters and the truncation of column bounds trip over. */
  private static final int[] ODD = {
    'a', ' ', '"', '\\', '/', '%', '~', 0xa0, 0xd7ff, 0xe000, 0xfffd, 0xfdcf, 0xfdf0, 0x10000,
    0x1f600, 0x10fffd, 0xefffd, 0xf0000, 0x3042, 0x301, 0x202e, 0x2028, 0x7ff, 0x800
  };

  private static final String[] TIMES = {
    "0000-01-01T00:00:00Z",
    "0000-12-31T23:59:59.999999999-00:01",
    "1582-10-10T12:00:00Z",
    "1883-11-18T12:03:58+14:00",
    "1969-12-31T23:59:59.9999999Z",
    "1970-01-01T00:00:00.000000Z",
    "2016-12-31T23:59:60Z",
    "2024-02-29T00:00:00+23:59",
    "9999-12-31T23:59:59.999999999Z",
  };

  private final Random random = new Random(42);
  @TempDir Path folder;

  @Test
  void oddEventsThatAreAcceptedAreWrittenAndReadBack() throws Exception {
    try (ServedCatalog catalog = ServedCatalog.in(folder)) {
      EventTable table = catalog.openTable();
      DecodedRequest request = decode();
      assertThat(request.rejections().size()).as("some are odd enough").isLessThan(EVENTS / 2);
      List<CloudEvent> accepted = new ArrayList<>();
      long append = 0;
      for (RowBlock block : request.blocks()) {
        EventBatch batch = EventBatch.of(block.partition(), List.of(block));
        accepted.addAll(events(batch));
        AppendedBatch appended = new AppendedBatch(++append, batch, new BitSet());
        WrittenFile file =
            new DataFileWriter(table, TestFiles.SETTINGS)
                .write(block.partition(), block.partition().id() + "#1", List.of(appended));
        Table fresh = table.fresh();
        fresh.newAppend().appendFile(TestFiles.describe(table, file)).commit();
      }
      Map<String, CloudEvent> byId = new TreeMap<>();
      accepted.forEach(event -> byId.put(event.id(), event));
      List<Record> rows = TestFiles.rows(table.fresh());
      assertThat(rows).hasSameSizeAs(accepted);
      for (Record row : rows) {
        CloudEvent event =
            Objects.requireNonNull(byId.get((String) row.getField("id")), row::toString);
        assertThat(row.getField("source")).isEqualTo(event.source());
        assertThat(row.getField("type")).isEqualTo(event.type());
        assertThat(row.getField("subject")).isEqualTo(event.subject());
        assertThat(row.getField("data")).isEqualTo(event.data());
        assertThat(row.getField("extensions"))
            .isEqualTo(event.extensions().isEmpty() ? null : event.extensions());
      }
    }
  }

  private DecodedRequest decode() throws Exception {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < EVENTS; i++) {
      body.append(event(i)).append('\n');
    }
    byte[] bytes = body.toString().getBytes(UTF_8);
    IngestLimits limits = IngestLimits.DEFAULT.accepting(Optional.empty(), Optional.empty());
    return new EventDecoder(limits, "0123456789abcdef".getBytes(UTF_8))
        .decode(new RequestHead("application/x-ndjson", List.of()), bytes, bytes.length, ORIGIN);
  }

  private String event(int number) {
    String type = number % 10 == 0 ? text(60) : "t" + number % 3;
    StringBuilder event = new StringBuilder("{\"specversion\":\"1.0\",\"id\":\"" + number);
    event.append(' ').append(text(20)).append("\",\"type\":\"").append(type.isBlank() ? "x" : type);
    event.append("\",\"source\":\"/").append(number % 7).append("%20é\"");
    if (number % 4 > 0) {
      event.append(",\"time\":\"").append(TIMES[number % TIMES.length]).append('"');
    }
    if (number % 3 > 0) {
      event.append(",\"subject\":\"").append(run()).append('"');
    }
    for (int i = number % 34; i > 0; i--) {
      event.append(",\"e").append(i).append("\":").append(extension());
    }
    if (number % 17 == 0) {
      event.append(",\"twice\":\"a\",\"twice\":\"b\"");
    }
    event.append(",\"data\":").append(data());
    return event.append('}').toString();
  }

  private String extension() {
    return switch (random.nextInt(5)) {
      case 0 -> "true";
      case 1 -> "-2147483648";
      case 2 -> "\"\"";
      case 3 -> "null";
      default -> "\"" + text(30) + "\"";
    };
  }

  private String data() {
    return switch (random.nextInt(6)) {
      case 0 -> "null";
      case 1 -> "\"\\ud800 \\u0000 lone\"";
      case 2 -> "-0.0e-9999";
      case 3 -> "[" + "[".repeat(50) + "]".repeat(50) + "]";
      case 4 -> "\"" + "x".repeat(random.nextInt(5_000)) + "\"";
      default -> "{\"a\":\"" + text(40) + "\",\"a\":\"\\u0001\"}";
    };
  }

  /** Sixteen of one kind and more: where column bounds are cut, and the last one is raised. */
  private String run() {
    return escaped(ODD[random.nextInt(ODD.length)]).repeat(14 + random.nextInt(5)) + text(3);
  }

  private String text(int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      text.append(escaped(ODD[random.nextInt(ODD.length)]));
    }
    return text.toString();
  }

  private String escaped(int codePoint) {
    if (codePoint == '"' || codePoint == '\\') {
      return "\\" + (char) codePoint;
    }
    if (random.nextBoolean()) {
      return Character.toString(codePoint);
    }
    StringBuilder escaped = new StringBuilder();
    for (char c : Character.toChars(codePoint)) {
      escaped.append("\\u%04x".formatted((int) c));
    }
    return escaped.toString();
  }

  private static List<CloudEvent> events(EventBatch batch) {
    BatchRows rows = batch.open();
    RowView view = new RowView();
    List<CloudEvent> events = new ArrayList<>();
    for (int row = 0; row < rows.count(); row++) {
      events.add(view.at(rows, row).toCloudEvent());
    }
    return events;
  }
}
