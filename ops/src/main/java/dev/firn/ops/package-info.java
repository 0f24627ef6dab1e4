/** What operators hold; talks HTTP only. */
@NullMarked
package dev.firn.ops;

import org.jspecify.annotations.NullMarked;
