/** The buffer of one event type and hour: its protocol, its state, its behavior. */
@NullMarked
package dev.firn.sharding.partition;

import org.jspecify.annotations.NullMarked;
