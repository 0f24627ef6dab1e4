/** Compaction: which partition is next, on which node, and how it yields to events. */
@NullMarked
package dev.firn.node.compaction;

import org.jspecify.annotations.NullMarked;
