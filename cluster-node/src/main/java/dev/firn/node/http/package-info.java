/** The HTTP API. */
@NullMarked
package dev.firn.node.http;

import org.jspecify.annotations.NullMarked;
