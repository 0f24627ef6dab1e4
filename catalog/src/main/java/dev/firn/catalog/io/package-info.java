/** Where the lake's objects lie. */
@NullMarked
package dev.firn.catalog.io;

import org.jspecify.annotations.NullMarked;
