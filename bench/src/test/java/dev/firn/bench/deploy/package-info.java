/** What operators are given, held to the program. */
@NullMarked
package dev.firn.bench.deploy;

import org.jspecify.annotations.NullMarked;
