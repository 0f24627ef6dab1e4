/**
 * {@code bench faults}: a node between a faulty catalog and a faulty store, killed at every step of
 * the commit protocol, and a look at whether it kept its word.
 */
@NullMarked
package dev.firn.bench.faults;

import org.jspecify.annotations.NullMarked;
