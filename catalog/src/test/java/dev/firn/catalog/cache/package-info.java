@NullMarked
package dev.firn.catalog.cache;

import org.jspecify.annotations.NullMarked;
