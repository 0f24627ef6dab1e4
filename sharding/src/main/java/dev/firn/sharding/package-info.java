/** Everything that is an actor. */
@NullMarked
package dev.firn.sharding;

import org.jspecify.annotations.NullMarked;
