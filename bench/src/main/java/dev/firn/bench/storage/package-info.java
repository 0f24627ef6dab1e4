/** What events cost in the store. */
@NullMarked
package dev.firn.bench.storage;

import org.jspecify.annotations.NullMarked;
