/** What was sent, what was answered, and whether a table holds it. */
@NullMarked
package dev.firn.bench.faults.check;

import org.jspecify.annotations.NullMarked;
