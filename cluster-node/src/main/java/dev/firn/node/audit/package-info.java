/** The audit: runs in the background and when asked. */
@NullMarked
package dev.firn.node.audit;

import org.jspecify.annotations.NullMarked;
