package dev.firn.catalog.datafile;

/**
 * A data file that is whole and durable but in no snapshot yet.
 *
 * @param descriptor everything a commit needs to know of the file, as opaque text to be journaled
 * @param tableUuid the table for which it was written; it fits no other
 */
public record WrittenFile(
    String location,
    long bytes,
    long rows,
    String descriptor,
    String tableUuid,
    int schemaId,
    int specId) {}
