@NullMarked
package dev.firn.node.history;

import org.jspecify.annotations.NullMarked;
