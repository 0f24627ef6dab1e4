/** Who may call, and the secrets that a node keeps. */
@NullMarked
package dev.firn.node.security;

import org.jspecify.annotations.NullMarked;
