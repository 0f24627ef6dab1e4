@NullMarked
package dev.firn.catalog.embedded;

import org.jspecify.annotations.NullMarked;
