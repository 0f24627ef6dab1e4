@NullMarked
package dev.firn.catalog.rewrite;

import org.jspecify.annotations.NullMarked;
