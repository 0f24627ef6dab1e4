/** Puts router, buffers and committer on a cluster. */
@NullMarked
package dev.firn.sharding.cluster;

import org.jspecify.annotations.NullMarked;
