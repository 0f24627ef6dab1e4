/** Dead letters: looked at, and driven again. */
@NullMarked
package dev.firn.node.rejected;

import org.jspecify.annotations.NullMarked;
