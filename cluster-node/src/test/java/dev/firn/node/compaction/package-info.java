@NullMarked
package dev.firn.node.compaction;

import org.jspecify.annotations.NullMarked;
