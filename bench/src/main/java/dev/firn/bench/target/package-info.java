/** The node under test: how it is started, and what it and the operating system say about it. */
@NullMarked
package dev.firn.bench.target;

import org.jspecify.annotations.NullMarked;
