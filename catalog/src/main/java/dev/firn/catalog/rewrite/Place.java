package dev.firn.catalog.rewrite;

import java.util.Comparator;

/**
 * Where a row came from, which no other row shares. Ordered as rows were accepted: by epoch, append
 * and place.
 *
 * @param writer partition and epoch, {@code page.view/2026-11-22T09#3}
 */
public record Place(String writer, long append, int index) implements Comparable<Place> {
  private static final Comparator<Place> AS_ACCEPTED =
      Comparator.comparingLong(Place::epoch)
          .thenComparing(Place::writer)
          .thenComparingLong(Place::append)
          .thenComparingInt(Place::index);

  /** What another client wrote comes after what Firn accepted. */
  private long epoch() {
    String number = writer.substring(writer.lastIndexOf('#') + 1);
    return number.matches("\\d{1,18}") ? Long.parseLong(number) : Long.MAX_VALUE;
  }

  @Override
  public int compareTo(Place other) {
    return AS_ACCEPTED.compare(this, other);
  }
}
