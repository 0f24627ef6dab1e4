/** Commits that happen exactly once. */
@NullMarked
package dev.firn.catalog.ledger;

import org.jspecify.annotations.NullMarked;
