/** From rows of requests to appends of partitions. */
@NullMarked
package dev.firn.sharding.route;

import org.jspecify.annotations.NullMarked;
