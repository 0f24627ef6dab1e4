@NullMarked
package dev.firn.catalog.datafile;

import org.jspecify.annotations.NullMarked;
