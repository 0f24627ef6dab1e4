/** {@code bench ingest}: how fast, how soon and how cheaply events become committed rows. */
@NullMarked
package dev.firn.bench.ingest;

import org.jspecify.annotations.NullMarked;
