package dev.firn.bench.crash;

/**
 * What the audit looks at: an event's id, which is unique in a run, and where its row comes from.
 */
record Row(String id, String writer, long append, int index) {

  /** No two rows of a table share it. */
  String provenance() {
    return writer + "/" + append + "/" + index;
  }
}
