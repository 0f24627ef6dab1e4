/** What keeps the tables small: by itself in the background, and when operators order it. */
@NullMarked
package dev.firn.node.upkeep;

import org.jspecify.annotations.NullMarked;
