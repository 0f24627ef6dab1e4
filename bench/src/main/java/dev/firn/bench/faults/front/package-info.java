/** HTTP proxies that let requests through, or do to them what networks and servers do. */
@NullMarked
package dev.firn.bench.faults.front;

import org.jspecify.annotations.NullMarked;
