/** Many small files of a partition become few large ones, beside live commits. */
@NullMarked
package dev.firn.catalog.compaction;

import org.jspecify.annotations.NullMarked;
