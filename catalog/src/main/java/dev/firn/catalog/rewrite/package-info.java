/**
 * Rows of data files on their way into other data files: read, sorted in bounded memory, written.
 */
@NullMarked
package dev.firn.catalog.rewrite;

import org.jspecify.annotations.NullMarked;
