@NullMarked
package dev.firn.catalog.ledger;

import org.jspecify.annotations.NullMarked;
