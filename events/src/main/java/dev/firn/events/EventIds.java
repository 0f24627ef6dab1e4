package dev.firn.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Turns an event's identity (tenant, type, hour, source, id) into 128 bits: SHA-256 behind a secret
 * key, cut in half, so that nobody without the key can construct two events that look alike. One
 * instance serves one thread.
 *
 * <p>In two steps, for speed: the secret key, tenant, type and hour give 16 bytes that are the key
 * of that {@link Scope}; those, the source and the id give the hash.
 */
public final class EventIds {
  /** Bytes of one hashed id. */
  public static final int BYTES = 16;

  private static final int DIGEST_BYTES = 32;

  private final byte[] key;
  private final MessageDigest digest;
  private final ByteWriter input = new ByteWriter(512);
  private final byte[] output = new byte[DIGEST_BYTES];

  /** What the ids of one tenant in one partition begin with. */
  public static final class Scope {
    private final byte[] key;

    private Scope(byte[] key) {
      this.key = key;
    }
  }

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

  /** The first step, once for many events. */
  public Scope scope(String tenant, PartitionKey partition) {
    input.truncate(0);
    input.putBytes(key, 0, key.length);
    input.putText(tenant);
    input.putText(partition.type());
    input.putLong(partition.hour());
    digestInput();
    return new Scope(Arrays.copyOf(output, BYTES));
  }

  /** The second step: appends {@link #BYTES} bytes; {@code source} and {@code id} are UTF-8. */
  public void hash(
      Scope scope,
      byte[] source,
      int sourceOffset,
      int sourceLength,
      byte[] id,
      int idOffset,
      int idLength,
      ByteWriter target) {
    input.truncate(0);
    input.putBytes(scope.key, 0, BYTES);
    input.putSized(source, sourceOffset, sourceLength);
    input.putSized(id, idOffset, idLength);
    digestInput();
    target.putBytes(output, 0, BYTES);
  }

  /** Both steps, for tests and tools. */
  public byte[] hash(String tenant, PartitionKey partition, String source, String id) {
    byte[] sourceBytes = source.getBytes(UTF_8);
    byte[] idBytes = id.getBytes(UTF_8);
    ByteWriter target = new ByteWriter(BYTES);
    hash(
        scope(tenant, partition),
        sourceBytes,
        0,
        sourceBytes.length,
        idBytes,
        0,
        idBytes.length,
        target);
    return target.toByteArray();
  }

  private void digestInput() {
    digest.update(input.array(), 0, input.length());
    try {
      digest.digest(output, 0, DIGEST_BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 gives 32 bytes", e);
    }
  }
}
