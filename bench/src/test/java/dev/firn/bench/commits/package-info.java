@NullMarked
package dev.firn.bench.commits;

import org.jspecify.annotations.NullMarked;
