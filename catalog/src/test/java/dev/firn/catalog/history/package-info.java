@NullMarked
package dev.firn.catalog.history;

import org.jspecify.annotations.NullMarked;
