/** What the nodes of a cluster tell each other of themselves. */
@NullMarked
package dev.firn.sharding.nodes;

import org.jspecify.annotations.NullMarked;
