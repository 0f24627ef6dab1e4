package dev.firn.catalog.promotion;

/** Hears of values that do not fit the column that they should go to. */
@FunctionalInterface
public interface Misfits {
  Misfits IGNORED = (column, count) -> {};

  /** Rows that were written with a null there instead. */
  void found(String column, long count);
}
