/** Whether commits stay as fast and metadata as small after thousands of them. */
@NullMarked
package dev.firn.bench.commits;

import org.jspecify.annotations.NullMarked;
