/** What can be set about the lake. */
@NullMarked
package dev.firn.catalog.settings;

import org.jspecify.annotations.NullMarked;
