/** What can be set: one record for each section of {@code firn.}. */
@NullMarked
package dev.firn.node.settings;

import org.jspecify.annotations.NullMarked;
