/** {@code firn ctl}: what operators ask of a node and tell it; one class a command. */
@NullMarked
package dev.firn.ops.ctl;

import org.jspecify.annotations.NullMarked;
