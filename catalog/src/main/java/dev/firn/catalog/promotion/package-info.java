/** Fields of {@code data} that have columns of their own: by which rules, and their values. */
@NullMarked
package dev.firn.catalog.promotion;

import org.jspecify.annotations.NullMarked;
