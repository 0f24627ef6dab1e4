@NullMarked
package dev.firn.catalog.evolution;

import org.jspecify.annotations.NullMarked;
