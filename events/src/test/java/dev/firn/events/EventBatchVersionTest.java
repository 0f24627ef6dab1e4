package dev.firn.events;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Journals outlive programs: batches of every version that ever was must be readable. */
class EventBatchVersionTest {
  private static final PartitionKey PARTITION = new PartitionKey("com.example/ä", 489_945);

  private static final CloudEvent FULL =
      new CloudEvent(
          "id-1",
          "/source?x=%20",
          "com.example/ä",
          "1.0",
          1_763_803_800_123_456L,
          "subject €",
          "application/json",
          "https://example.org/schema",
          "{\"a\" : [1, 2.50]}",
          extensions("traceparent", "00-ab-cd-01", "n", "-7", "_types", "n:i", "_time", ""));

  private static final CloudEvent BARE =
      new CloudEvent(
          "id-2",
          "/s",
          "com.example/ä",
          "1.0",
          1_763_803_800_000_000L,
          null,
          null,
          null,
          null,
          Map.of());

  private static final Origin EDGE =
      new Origin(
          "acme",
          1_763_803_801_000_000L,
          new Edge(
              "FRA",
              "DE",
              "Köln",
              "EU",
              "50667",
              "NW",
              "Europe/Berlin",
              "HTTP/3",
              "TLSv1.3",
              "AEAD-AES128-GCM-SHA256"));

  private static final Origin PLAIN = new Origin("umbrella", -1, Edge.NONE);

  private static Map<String, String> extensions(String... pairs) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  /** What the kept file was made of; its compressed bytes may differ from library to library. */
  private static EventBatch sample() {
    EventIds ids = new EventIds("0123456789abcdef".getBytes(UTF_8));
    RowBlock first = new RowBlock(PARTITION, EDGE);
    first.add(FULL, ids);
    first.add(BARE, ids);
    RowBlock second = new RowBlock(PARTITION, PLAIN);
    second.add(BARE, ids);
    return EventBatch.of(PARTITION, List.of(first, second));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/event-batch-v1.hex", "/event-batch-v1-sealed.hex"})
  void versionOneIsReadForEver(String sample) throws IOException {
    EventBatch kept = EventBatch.read(resource(sample));
    EventBatch made = sample();

    assertThat(kept.partition()).isEqualTo(PARTITION);
    assertThat(kept.rows()).isEqualTo(3);
    assertThat(kept.blocks()).isEqualTo(2);
    for (int row = 0; row < 3; row++) {
      assertThat(kept.idHigh(row)).isEqualTo(made.idHigh(row));
      assertThat(kept.idLow(row)).isEqualTo(made.idLow(row));
    }
    BatchRows rows = kept.open();
    assertThat(rows.body()).isEqualTo(made.open().body());
    RowView view = new RowView();
    assertThat(view.at(rows, 0).toCloudEvent()).isEqualTo(FULL);
    assertThat(view.origin()).isEqualTo(EDGE);
    assertThat(view.at(rows, 1).toCloudEvent()).isEqualTo(BARE);
    assertThat(view.at(rows, 2).toCloudEvent()).isEqualTo(BARE);
    assertThat(view.origin()).isEqualTo(PLAIN);
  }

  /** A rolling upgrade: a program that knows of no seal opens what a newer one has sent. */
  @Test
  void theSealIsNothingToTheOldestPrograms() {
    byte[] sealed = sample().bytes();
    byte[] plain = Arrays.copyOf(sealed, sealed.length - BatchSeal.BYTES);
    int bodyLength = sample().bodyLength();
    int bodyOffset = plain.length - bodyOf(plain);

    byte[] passedOver =
        BatchCompression.decompress(sealed, bodyOffset, sealed.length - bodyOffset, bodyLength);

    assertThat(passedOver).isEqualTo(EventBatch.read(plain).open().body());
  }

  /** Its compressed length: the body is what remains behind the ids. */
  private static int bodyOf(byte[] plain) {
    ByteReader in = new ByteReader(plain);
    in.readByte();
    in.readText();
    in.readSignedVarint();
    int rows = in.readLength();
    in.readLength();
    in.readVarint();
    in.skip(rows * EventIds.BYTES);
    return plain.length - in.position();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(EventBatchVersionTest.class.getResourceAsStream(name), name)) {
      String hex = new String(in.readAllBytes(), US_ASCII).replaceAll("\\s", "");
      return HexFormat.of().parseHex(hex);
    }
  }
}
