/** The process: from settings to a node that takes events, and its end. */
@NullMarked
package dev.firn.node;

import org.jspecify.annotations.NullMarked;
