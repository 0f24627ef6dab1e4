package dev.firn.sharding.commit;

/**
 * A refusal that turned out wrong: the file had come into the table before the table was away, and
 * its partition has written the rows anew meanwhile.
 *
 * @param through the file's last append
 */
public record TakenBack(String partition, long epoch, long through) {}
