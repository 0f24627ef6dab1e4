/** What the entities of this module have in common. */
@NullMarked
package dev.firn.sharding.entity;

import org.jspecify.annotations.NullMarked;
