/** Where shards live: what each carries, what operators want, and which few of them move. */
@NullMarked
package dev.firn.sharding.placement;

import org.jspecify.annotations.NullMarked;
