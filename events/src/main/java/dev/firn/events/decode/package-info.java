/** From the bytes of a request to rows: CloudEvents 1.0 in its HTTP modes, with every limit. */
@NullMarked
package dev.firn.events.decode;

import org.jspecify.annotations.NullMarked;
