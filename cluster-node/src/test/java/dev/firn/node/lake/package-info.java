@NullMarked
package dev.firn.node.lake;

import org.jspecify.annotations.NullMarked;
