/** The table's history, as a node's operators work with it. */
@NullMarked
package dev.firn.node.history;

import org.jspecify.annotations.NullMarked;
