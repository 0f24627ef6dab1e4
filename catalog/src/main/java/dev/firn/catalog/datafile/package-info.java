/** Event batches become Parquet data files. */
@NullMarked
package dev.firn.catalog.datafile;

import org.jspecify.annotations.NullMarked;
