@NullMarked
package dev.firn.catalog.table;

import org.jspecify.annotations.NullMarked;
