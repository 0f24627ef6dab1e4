package dev.firn.node;

import static dev.firn.node.testing.Until.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.node.testing.TestNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** A record of the journal whose bytes are no longer those that were acknowledged. */
class StuckPartitionTest {
  private static final Map<String, ?> AUDITED =
      Map.of(
          "firn.audit.interval", "200 ms",
          "firn.audit.share", 1,
          "firn.buffers.ask-timeout", "2 s");
  private static final String LINES = "application/x-ndjson";

  @Test
  void oneThatCannotBeReadIsToldOfLoudlyAndHoldsNobodyUp() throws Exception {
    Path folder = TestNode.freshFolder();
    try (TestNode node = TestNode.start(folder, Map.of("firn.flush.max-age", "1 h"))) {
      assertThat(
              node.send(
                      node.request("/v1/events")
                          .header("Content-Type", LINES)
                          .POST(BodyPublishers.ofString(event("damaged.type"))))
                  .statusCode())
          .isEqualTo(200);
    }
    flipABit(folder.resolve("journal/db"), "damaged.type");
    try (TestNode node = TestNode.start(folder, AUDITED)) {
      until(() -> node.get("/health/ready").body().contains("stands still"));
      assertThat(node.get("/health/ready").body())
          .contains("\"ready\":true")
          .contains("damaged.type/")
          .contains("checksum does not match");
      assertThat(node.get("/metrics").body())
          .contains("firn_buffers_stuck{table=\"events\"} 1.0")
          .contains("firn_buffers_rows{table=\"events_rejected\"} 0.0");
      assertThat(node.post(LINES, event("whole.type")).statusCode()).isEqualTo(200);
      assertThat(node.table().rowsOfType("whole.type")).hasSize(1);
      assertThat(node.table().rowsOfType("damaged.type")).isEmpty();
      assertThat(node.get("/v1/rejected").body()).isEqualTo("{\"rejected\":[],\"waiting\":0}");
      assertThatTheAuditCannotAskIt(node);
    }
  }

  /** It has no row in the table: nobody would miss it there. */
  private static void assertThatTheAuditCannotAskIt(TestNode node) throws Exception {
    node.send(node.request("/v1/audit").POST(BodyPublishers.noBody()));
    until(() -> node.get("/v1/audit/1").body().contains("\"state\":\"done\""));
    assertThat(node.get("/v1/audit/1").body())
        .contains("\"unasked\":{\"count\":1,\"partitions\":[\"damaged.type/2026-11-22T09\"]")
        .contains("\"findings\":[]");
    until(() -> node.get("/metrics").body().contains("firn_audit_unasked{table=\"events\"} 1.0"));
    assertThat(node.get("/v1/audit").body()).contains("\"count\":1");
  }

  private static String event(String type) {
    return "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\""
        + type
        + "\",\"time\":\"2026-11-22T09:00:00Z\"}";
  }

  /** In the last byte of the append that holds this text. */
  private static void flipABit(Path database, String text) throws RocksDBException {
    RocksDB.loadLibrary();
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    try (Options options = new Options()) {
      RocksDB.listColumnFamilies(options, database.toString())
          .forEach(name -> families.add(new ColumnFamilyDescriptor(name)));
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (DBOptions options = new DBOptions();
        RocksDB journal = RocksDB.open(options, database.toString(), families, handles)) {
      boolean isFlipped = false;
      for (ColumnFamilyHandle family : handles) {
        isFlipped |= flipABit(journal, family, text);
        family.close();
      }
      assertThat(isFlipped).as("an append in the journal").isTrue();
    }
  }

  private static boolean flipABit(RocksDB journal, ColumnFamilyHandle family, String text)
      throws RocksDBException {
    try (RocksIterator rows = journal.newIterator(family)) {
      for (rows.seekToFirst(); rows.isValid(); rows.next()) {
        byte[] record = rows.value();
        String content = new String(record, UTF_8);
        if (content.contains("pa1") && content.contains(text)) {
          record[record.length - 1] ^= 1;
          journal.put(family, rows.key(), record);
          return true;
        }
      }
    }
    return false;
  }
}
