/** What one tenant may have: which event types it has used, and how many are new today. */
@NullMarked
package dev.firn.sharding.tenant;

import org.jspecify.annotations.NullMarked;
