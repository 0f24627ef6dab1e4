package dev.firn.node.rejected;

import dev.firn.catalog.rejected.EventIdentity;
import dev.firn.events.BatchRows;
import dev.firn.events.DeadLetter;
import dev.firn.events.DeadLetter.BatchPiece;
import dev.firn.events.DeadLetter.Row;
import dev.firn.events.EventBatch;
import dev.firn.events.Origin;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowBlock;
import dev.firn.events.RowView;
import dev.firn.events.RowView.Field;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row as it was before it was rejected, ready to be stored again under the identity it had.
 *
 * @param block the row alone
 */
record Original(EventIdentity identity, RowBlock block) {

  static Original of(DeadLetter letter, Row row) {
    return of(letter, letter.origin(), Base64.getDecoder().decode(row.base64()));
  }

  private static Original of(DeadLetter letter, Origin origin, byte[] row) {
    RowBlock block = new RowBlock(letter.partition(), origin, row.length + 5, 1);
    block.add(row, 0, row.length, letter.identityBytes(), 0, 0);
    return new Original(identity(letter, origin, block), block);
  }

  /** The row may say more of itself by now than when it was rejected. */
  private static EventIdentity identity(DeadLetter letter, Origin origin, RowBlock block) {
    PartitionKey partition = letter.partition();
    String id = null;
    String source = null;
    try {
      BatchRows rows = EventBatch.of(partition, List.of(block)).open();
      RowView view = new RowView().at(rows, 0);
      id = view.text(Field.ID);
      source = view.text(Field.SOURCE);
    } catch (IllegalArgumentException e) {
      return new EventIdentity(partition, origin.tenant(), letter.source(), letter.id());
    }
    return new EventIdentity(
        partition, origin.tenant(), orElse(source, letter.source()), orElse(id, letter.id()));
  }

  private static String orElse(@Nullable String value, String otherwise) {
    return Objects.requireNonNullElse(value, otherwise);
  }

  /**
   * The rows of a batch that could not be opened, from all its pieces.
   *
   * @throws RuntimeException when it still cannot
   */
  static List<Original> ofPieces(List<DeadLetter> letters) {
    List<DeadLetter> inOrder =
        letters.stream().sorted(Comparator.comparingInt(letter -> piece(letter).part())).toList();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    inOrder.forEach(letter -> bytes.writeBytes(Base64.getDecoder().decode(piece(letter).base64())));
    BatchRows rows = EventBatch.read(bytes.toByteArray()).open();
    List<Original> originals = new ArrayList<>();
    for (DeadLetter letter : inOrder) {
      int index = letter.place().index();
      originals.add(of(letter, rows.origin(index), rows.bytes(index)));
    }
    return originals;
  }

  private static BatchPiece piece(DeadLetter letter) {
    return (BatchPiece) letter.original();
  }
}
