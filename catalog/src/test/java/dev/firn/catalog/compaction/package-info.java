@NullMarked
package dev.firn.catalog.compaction;

import org.jspecify.annotations.NullMarked;
