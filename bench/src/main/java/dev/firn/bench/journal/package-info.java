/** What an append costs with each journal, without a node around it. */
@NullMarked
package dev.firn.bench.journal;

import org.jspecify.annotations.NullMarked;
