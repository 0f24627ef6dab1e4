/** The ports of the buffers, met by the table and its files. */
@NullMarked
package dev.firn.node.lake;

import org.jspecify.annotations.NullMarked;
