/** A real object store and a real catalog in processes of their own, and other clients of both. */
@NullMarked
package dev.firn.bench.faults.lake;

import org.jspecify.annotations.NullMarked;
