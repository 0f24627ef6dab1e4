package dev.firn.bench.faults.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.bench.load.SentEvent;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.apache.iceberg.data.Record;

/** Whether what a row holds is what was sent: every made-up event carries a digest of itself. */
final class RowContent {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RowContent() {}

  /**
   * Of a row as clients sent it.
   *
   * @param tenant whose it is
   */
  static boolean isAsSent(Record row, String tenant) {
    return isOf(row, tenant)
        && text(row, "specversion").equals("1.0")
        && event(row, text(row, "data")).isAsSent();
  }

  /** Of a dead letter, whose data is the event that was sent, in JSON. */
  static boolean isLetterOfSent(Record row, String tenant) {
    String letter = text(row, "data");
    int data = letter.indexOf(",\"data\":");
    if (!isOf(row, tenant) || data < 0) {
      return false;
    }
    try {
      JsonNode sent = JSON.readTree(letter);
      return new SentEvent(
                  sent.path("id").asText(),
                  sent.path("source").asText(),
                  sent.path("type").asText(),
                  Instant.parse(sent.path("time").asText()),
                  sent.path("subject").asText(),
                  sent.path("datacontenttype").asText(),
                  letter.substring(data + ",\"data\":".length(), letter.length() - 1))
              .isAsSent()
          && sent.path("id").asText().equals(text(row, "id"))
          && sent.path("source").asText().equals(text(row, "source"))
          && sent.path("type").asText().equals(text(row, "type"))
          && Instant.parse(sent.path("time").asText()).equals(time(row));
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isOf(Record row, String tenant) {
    return text(row, "tenant").equals(tenant);
  }

  private static SentEvent event(Record row, String data) {
    return new SentEvent(
        text(row, "id"),
        text(row, "source"),
        text(row, "type"),
        time(row),
        text(row, "subject"),
        text(row, "datacontenttype"),
        data);
  }

  private static Instant time(Record row) {
    return ((OffsetDateTime) row.getField("time")).toInstant();
  }

  private static String text(Record row, String column) {
    return String.valueOf(row.getField(column));
  }
}
