/** Where acknowledged events are durable before they are files. */
@NullMarked
package dev.firn.journal;

import org.jspecify.annotations.NullMarked;
