@NullMarked
package dev.firn.node.versions;

import org.jspecify.annotations.NullMarked;
