/** How the schema of a table changes while events come in: what may be changed, and doing it. */
@NullMarked
package dev.firn.catalog.evolution;

import org.jspecify.annotations.NullMarked;
