/** What tests of several modules share. */
@NullMarked
package dev.firn.events.testing;

import org.jspecify.annotations.NullMarked;
