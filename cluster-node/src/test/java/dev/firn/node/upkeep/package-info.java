@NullMarked
package dev.firn.node.upkeep;

import org.jspecify.annotations.NullMarked;
