/** Plugins that stand before the journal and the snapshot store of a node, and kill it there. */
@NullMarked
package dev.firn.bench.faults.kill;

import org.jspecify.annotations.NullMarked;
