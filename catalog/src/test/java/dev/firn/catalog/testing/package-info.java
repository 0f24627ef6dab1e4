/** What the tests of this module share: a served catalog that can misbehave, and events. */
@NullMarked
package dev.firn.catalog.testing;

import org.jspecify.annotations.NullMarked;
