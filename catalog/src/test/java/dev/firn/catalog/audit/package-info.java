@NullMarked
package dev.firn.catalog.audit;

import org.jspecify.annotations.NullMarked;
