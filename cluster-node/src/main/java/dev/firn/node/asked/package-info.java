/** Work that operators order over HTTP, and ask for what has become of it. */
@NullMarked
package dev.firn.node.asked;

import org.jspecify.annotations.NullMarked;
