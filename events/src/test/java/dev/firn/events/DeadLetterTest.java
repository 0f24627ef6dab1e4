package dev.firn.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.events.DeadLetter.BatchPiece;
import dev.firn.events.DeadLetter.Cause;
import dev.firn.events.DeadLetter.Place;
import dev.firn.events.DeadLetter.Row;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
  private static final PartitionKey PARTITION = new PartitionKey("t", 5);
  private static final long START = 5 * 3_600_000_000L;
  private static final Origin ORIGIN = new Origin("acme", 7, Edge.NONE);
  private static final Cause CAUSE = new Cause("missing_value", "why");

  private final EventIds ids = new EventIds("0123456789abcdef".getBytes(UTF_8));

  @Test
  void theOriginalComesBackByteForByteUnderItsIdentity() {
    CloudEvent event = event("1", START + 9);
    EventBatch batch = batch(event("0", START), event);

    DeadLetter letter = new DeadLetters("w#1", append(batch)).of(1, CAUSE);
    DeadLetter read = DeadLetter.of(letter.toCloudEvent(), ORIGIN).orElseThrow();

    assertThat(read).isEqualTo(letter);
    assertThat(read.place()).isEqualTo(new Place("w#1", 3, 1));
    assertThat(read.id()).isEqualTo("1");
    assertThat(read.timeMicros()).isEqualTo(START + 9);
    assertThat(read.json()).isEqualTo(CloudEventJson.of(event));
    assertThat(read.identityBytes()).isEqualTo(ids.hash("acme", PARTITION, "/s", "1"));
    RowBlock again = new RowBlock(PARTITION, ORIGIN);
    byte[] row = Base64.getDecoder().decode(((Row) read.original()).base64());
    again.add(row, 0, row.length, read.identityBytes(), 0, 0);
    EventBatch alone = EventBatch.of(PARTITION, List.of(again));
    assertThat(new RowView().at(alone.open(), 0).toCloudEvent()).isEqualTo(event);
    assertThat(alone.idHigh(0)).isEqualTo(batch.idHigh(1));
  }

  @Test
  void anEventThatIsNoDeadLetterIsNone() {
    assertThat(DeadLetter.of(event("1", START), ORIGIN)).isEmpty();
  }

  @Test
  void aRowOfAnotherHourIsKeptInThisOneWithItsOwnTimeInside() {
    DeadLetter letter = new DeadLetters("w#1", append(batch(event("1", 0)))).of(0, CAUSE);
    assertThat(letter.timeMicros()).isEqualTo(START);
    assertThat(letter.json()).contains("1970-01-01T00:00:00Z");
    assertThat(DeadLetter.of(letter.toCloudEvent(), ORIGIN)).contains(letter);
  }

  @Test
  void aRowWhoseBytesMakeNoRowIsKeptAsItIs() {
    RowBlock block = new RowBlock(PARTITION, ORIGIN);
    byte[] garbage = {2, 1, 1, 1, 1, 1, 1, 1, 127};
    block.add(garbage, 0, garbage.length, ids.hash("acme", PARTITION, "/s", "g"), 0, 0);

    DeadLetter letter =
        new DeadLetters("w#1", append(EventBatch.of(PARTITION, List.of(block)))).of(0, CAUSE);

    assertThat(letter.id()).isEqualTo(letter.identity()).hasSize(32);
    assertThat(letter.source()).isEqualTo(DeadLetter.UNREADABLE);
    assertThat(letter.json()).isNull();
    assertThat(letter.origin()).isEqualTo(ORIGIN);
    assertThat(Base64.getDecoder().decode(((Row) letter.original()).base64())).isEqualTo(garbage);
  }

  @Test
  void aBatchThatCannotBeOpenedIsKeptWholeInThePiecesOfItsRows() {
    byte[] torn = batch(event("0", START), event("1", START), event("2", START)).bytes().clone();
    torn[torn.length - 9] ^= 0x55;
    BitSet duplicates = new BitSet();
    duplicates.set(1);
    AppendedBatch append = new AppendedBatch(3, EventBatch.read(torn), duplicates);
    DeadLetters letters = new DeadLetters("w#1", append);

    List<DeadLetter> kept = new ArrayList<>();
    for (int index : new int[] {0, 2}) {
      kept.add(
          DeadLetter.of(letters.of(index, CAUSE).toCloudEvent(), DeadLetter.UNKNOWN_ORIGIN)
              .orElseThrow());
    }

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int part = 0; part < 2; part++) {
      BatchPiece piece = (BatchPiece) kept.get(part).original();
      assertThat(piece.part()).isEqualTo(part);
      assertThat(piece.parts()).isEqualTo(2);
      bytes.writeBytes(Base64.getDecoder().decode(piece.base64()));
    }
    assertThat(bytes.toByteArray()).isEqualTo(torn);
    assertThat(kept.get(0).origin()).isEqualTo(DeadLetter.UNKNOWN_ORIGIN);
    assertThat(kept.get(0).identity()).isNotEqualTo(kept.get(1).identity());
  }

  private static AppendedBatch append(EventBatch batch) {
    return new AppendedBatch(3, batch, new BitSet());
  }

  private EventBatch batch(CloudEvent... events) {
    RowBlock block = new RowBlock(PARTITION, ORIGIN);
    for (CloudEvent event : events) {
      block.add(event, ids);
    }
    return EventBatch.of(PARTITION, List.of(block));
  }

  private static CloudEvent event(String id, long timeMicros) {
    return new CloudEvent(
        id, "/s", "t", "1.0", timeMicros, null, null, null, "{\"n\":1}", Map.of("a", "b"));
  }
}
