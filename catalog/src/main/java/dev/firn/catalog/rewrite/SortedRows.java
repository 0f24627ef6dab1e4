package dev.firn.catalog.rewrite;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;

/** Rows by their keys; each is valid until the next. */
interface SortedRows extends Closeable {
  /** Moves to the next row; whether there is one. */
  boolean next() throws IOException;

  /** What key and row are slices of. */
  byte[] array();

  int keyStart();

  int keyLength();

  int rowStart();

  int rowLength();

  static int compare(SortedRows one, SortedRows other) {
    return Arrays.compareUnsigned(
        one.array(),
        one.keyStart(),
        one.keyStart() + one.keyLength(),
        other.array(),
        other.keyStart(),
        other.keyStart() + other.keyLength());
  }
}
