@NullMarked
package dev.firn.node.asked;

import org.jspecify.annotations.NullMarked;
