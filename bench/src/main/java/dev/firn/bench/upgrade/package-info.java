/**
 * {@code bench upgrade} and {@code bench sample}: an older version's data under the present one.
 */
@NullMarked
package dev.firn.bench.upgrade;

import org.jspecify.annotations.NullMarked;
