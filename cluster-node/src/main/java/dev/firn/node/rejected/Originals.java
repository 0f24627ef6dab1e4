package dev.firn.node.rejected;

import dev.firn.events.DeadLetter;
import dev.firn.events.DeadLetter.BatchPiece;
import dev.firn.events.DeadLetter.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes rows of dead letters again; pieces of one batch wait for each other. Not thread-safe. */
final class Originals {
  private record Append(String writer, long number) {}

  private final Map<Append, List<DeadLetter>> pieces = new HashMap<>();
  private int unreadable;

  List<Original> of(List<DeadLetter> letters) {
    List<Original> originals = new ArrayList<>();
    for (DeadLetter letter : letters) {
      if (letter.original() instanceof Row row) {
        originals.add(Original.of(letter, row));
      } else if (letter.original() instanceof BatchPiece piece) {
        originals.addAll(withPiece(letter, piece));
      }
    }
    return originals;
  }

  private List<Original> withPiece(DeadLetter letter, BatchPiece piece) {
    Append append = new Append(letter.place().writer(), letter.place().append());
    List<DeadLetter> sofar = pieces.computeIfAbsent(append, key -> new ArrayList<>());
    sofar.add(letter);
    if (sofar.size() < piece.parts()) {
      return List.of();
    }
    pieces.remove(append);
    try {
      return Original.ofPieces(sofar);
    } catch (RuntimeException e) {
      unreadable += sofar.size();
      return List.of();
    }
  }

  /** Of those asked so far: still unreadable, or pieces whose batch is not all here. */
  int takeUnreadable(boolean isEnd) {
    int count = unreadable;
    unreadable = 0;
    if (isEnd) {
      count += pieces.values().stream().mapToInt(List::size).sum();
      pieces.clear();
    }
    return count;
  }
}
