/**
 * Everything that is an actor. This package is the outside: what a node offers ({@link
 * dev.firn.sharding.EventBuffers}) and the ports it needs.
 */
@NullMarked
package dev.firn.sharding;

import org.jspecify.annotations.NullMarked;
