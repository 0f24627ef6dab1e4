/** Receipts: where a client's events went, in a token that needs no memory. */
@NullMarked
package dev.firn.node.receipts;

import org.jspecify.annotations.NullMarked;
