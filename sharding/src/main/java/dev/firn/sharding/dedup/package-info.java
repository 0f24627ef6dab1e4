/**
 * Which events a partition has seen: exact for unflushed rows, a filter and sorted files behind.
 */
@NullMarked
package dev.firn.sharding.dedup;

import org.jspecify.annotations.NullMarked;
