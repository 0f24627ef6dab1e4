@NullMarked
package dev.firn.catalog.io;

import org.jspecify.annotations.NullMarked;
