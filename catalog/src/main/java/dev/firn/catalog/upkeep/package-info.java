/** What keeps a table small beside compaction: its manifests, its metadata, what nobody needs. */
@NullMarked
package dev.firn.catalog.upkeep;

import org.jspecify.annotations.NullMarked;
