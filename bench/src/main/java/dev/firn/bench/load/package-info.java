/**
 * The load generator: so cheap that what is measured is the node, although both share the cores.
 * Requests are made once; before each is sent, only ids, times and a few values are patched.
 */
@NullMarked
package dev.firn.bench.load;

import org.jspecify.annotations.NullMarked;
