/**
 * Tables without a catalog: a chain of immutable, numbered manifests beside the data, each written
 * create-only, so that of two writers of one number one loses. Each is a whole Iceberg metadata
 * file, which is why a catalog can adopt the newest.
 */
@NullMarked
package dev.firn.catalog.chain;

import org.jspecify.annotations.NullMarked;
