/** The one place where what is journaled or sent gets its bytes. */
@NullMarked
package dev.firn.sharding.wire;

import org.jspecify.annotations.NullMarked;
