@NullMarked
package dev.firn.catalog.suggestion;

import org.jspecify.annotations.NullMarked;
