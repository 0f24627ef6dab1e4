/** {@code firn cluster}: several nodes, and all that they need, on this machine. */
@NullMarked
package dev.firn.node.local;

import org.jspecify.annotations.NullMarked;
