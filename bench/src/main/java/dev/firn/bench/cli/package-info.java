/** What the commands have in common: options of nodes, and reports as JSON. */
@NullMarked
package dev.firn.bench.cli;

import org.jspecify.annotations.NullMarked;
