/** The table's schema changes under load. */
@NullMarked
package dev.firn.bench.schema;

import org.jspecify.annotations.NullMarked;
