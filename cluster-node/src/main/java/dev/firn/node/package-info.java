/** The process. */
@NullMarked
package dev.firn.node;

import org.jspecify.annotations.NullMarked;
