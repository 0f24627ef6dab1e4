/**
 * Journal profile {@code postgres}: events, snapshots and queries in one PostgreSQL schema that all
 * nodes of a cluster share, fenced by a trigger.
 */
@NullMarked
package dev.firn.journal.postgres;

import org.jspecify.annotations.NullMarked;
