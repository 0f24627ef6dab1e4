@NullMarked
package dev.firn.catalog.promotion;

import org.jspecify.annotations.NullMarked;
