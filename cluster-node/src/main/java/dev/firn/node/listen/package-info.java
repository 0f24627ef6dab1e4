/** The port of a node: HTTP/1.1 as the library speaks it, with a bound on heads without end. */
@NullMarked
package dev.firn.node.listen;

import org.jspecify.annotations.NullMarked;
