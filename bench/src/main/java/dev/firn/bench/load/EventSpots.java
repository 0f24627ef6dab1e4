package dev.firn.bench.load;

/** Where the values that change from request to request stand in one event. */
final class EventSpots {
  /** A value of fixed width. */
  enum Spot {
    /** Eight hexadecimal digits for the run, a dash, sixteen for the event. */
    ID(0, 25),
    /** Four digits. */
    TYPE(1, 4),
    /** To the second, as {@code 2026-11-22T11:51:49}. */
    TIME(2, 19),
    /** A dot and three digits. */
    MILLIS(3, 4),
    USER(4, 16),
    /** The event's digest. */
    SESSION(5, 16),
    /** Eight digits behind a decimal point. */
    SCROLL(6, 8),
    /** Four digits behind a one. */
    VISIBLE(7, 4);

    private final int column;
    private final String placeholder;

    Spot(int column, int width) {
      this.column = column;
      this.placeholder = "0".repeat(width);
    }

    /** Its place in an event's row of places. */
    int column() {
      return column;
    }
  }

  static final int COUNT = Spot.values().length;

  private final int[] places = new int[COUNT];

  void append(StringBuilder text, Spot spot) {
    places[spot.column()] = text.length();
    text.append(spot.placeholder);
  }

  int place(Spot spot) {
    return places[spot.column()];
  }
}
