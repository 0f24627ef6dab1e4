@NullMarked
package dev.firn.node.audit;

import org.jspecify.annotations.NullMarked;
