package dev.firn.catalog.table;

/**
 * A table that was a chain and is a catalog's.
 *
 * @param location where its files are, as before
 */
public record AdoptedTable(String name, String uuid, String location, long rows) {}
