/** The vocabulary: what an event, a partition and a batch are. */
@NullMarked
package dev.firn.events;

import org.jspecify.annotations.NullMarked;
