@NullMarked
package dev.firn.catalog.settings;

import org.jspecify.annotations.NullMarked;
