@NullMarked
package dev.firn.catalog.upkeep;

import org.jspecify.annotations.NullMarked;
