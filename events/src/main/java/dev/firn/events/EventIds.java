package dev.firn.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Turns an event's identity (tenant, type, hour, source, id) into 128 bits: SHA-256 behind a secret
 * key, cut in half, so that nobody without the key can construct two events that look alike. One
 * instance serves one thread.
 */
public final class EventIds {
  /** Bytes of one hashed id. */
  public static final int BYTES = 16;

  private final byte[] key;
  private final MessageDigest digest;
  private final ByteWriter input = new ByteWriter(512);

  /**
   * @param key at least 16 secret bytes, the same on every node and for as long as ids are kept
   */
  public EventIds(byte[] key) {
    if (key.length < 16) {
      throw new IllegalArgumentException("An id key needs 16 bytes or more, not " + key.length);
    }
    this.key = key.clone();
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** The 16 bytes of one identity; {@code source} and {@code id} are slices of UTF-8. */
  public byte[] hash(
      String tenant,
      PartitionKey partition,
      byte[] source,
      int sourceOffset,
      int sourceLength,
      byte[] id,
      int idOffset,
      int idLength) {
    input.truncate(0);
    input.putBytes(key, 0, key.length);
    input.putText(tenant);
    input.putText(partition.type());
    input.putLong(partition.hour());
    input.putSized(source, sourceOffset, sourceLength);
    input.putSized(id, idOffset, idLength);
    digest.update(input.array(), 0, input.length());
    return digest.digest();
  }

  /** As above, for tests and tools. */
  public byte[] hash(String tenant, PartitionKey partition, String source, String id) {
    byte[] sourceBytes = source.getBytes(UTF_8);
    byte[] idBytes = id.getBytes(UTF_8);
    return hash(tenant, partition, sourceBytes, 0, sourceBytes.length, idBytes, 0, idBytes.length);
  }
}
