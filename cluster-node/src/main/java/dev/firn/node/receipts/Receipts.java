package dev.firn.node.receipts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firn.events.ByteReader;
import dev.firn.events.ByteWriter;
import dev.firn.node.security.Digests;
import dev.firn.sharding.Position;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;

/**
 * Turns positions into a token and back. The token is all there is: no node remembers it.
 *
 * <p>Base64url without padding of: version (1 byte); number of positions; for each, in the order of
 * their partitions' names: bytes shared with the name before, the rest of the name, epoch as
 * difference to the one before, append; then the first 16 bytes of the HMAC-SHA256 of all that.
 */
public final class Receipts {
  private static final int VERSION = 1;
  private static final int SIGNATURE_BYTES = 16;

  private static final Comparator<Position> BY_NAME =
      Comparator.comparing(Position::partition)
          .thenComparingLong(Position::epoch)
          .thenComparingLong(Position::append);

  private final ThreadLocal<Mac> macs;

  /**
   * @param key secret, the same on every node of a cluster
   */
  public Receipts(byte[] key) {
    byte[] own = key.clone();
    this.macs = ThreadLocal.withInitial(() -> Digests.hmac(own));
  }

  /** The token of these positions. */
  public String issue(List<Position> positions) {
    ByteWriter out = new ByteWriter(64 + positions.size() * 32);
    out.putByte(VERSION);
    out.putVarint(positions.size());
    byte[] before = new byte[0];
    long epoch = 0;
    for (Position position : sorted(positions)) {
      byte[] name = position.partition().getBytes(UTF_8);
      int shared = lengthShared(before, name);
      out.putVarint(shared);
      out.putSized(name, shared, name.length - shared);
      out.putSignedVarint(position.epoch() - epoch);
      out.putVarint(position.append());
      before = name;
      epoch = position.epoch();
    }
    out.putBytes(signature(out.array(), out.length()), 0, SIGNATURE_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
  }

  private static List<Position> sorted(List<Position> positions) {
    if (positions.size() < 2) {
      return positions;
    }
    List<Position> sorted = new ArrayList<>(positions);
    sorted.sort(BY_NAME);
    return sorted;
  }

  private static int lengthShared(byte[] before, byte[] name) {
    int mismatch = Arrays.mismatch(before, name);
    return mismatch < 0 ? name.length : mismatch;
  }

  /** The positions of a token; nothing where this installation has not issued it. */
  public Optional<List<Position>> open(String token) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int signed = bytes.length - SIGNATURE_BYTES;
    boolean ours = signed >= 2 && bytes[0] == VERSION && isSigned(bytes, signed);
    return ours ? Optional.of(positions(new ByteReader(bytes, 1, signed - 1))) : Optional.empty();
  }

  private boolean isSigned(byte[] bytes, int signed) {
    return MessageDigest.isEqual(
        Arrays.copyOf(signature(bytes, signed), SIGNATURE_BYTES),
        Arrays.copyOfRange(bytes, signed, bytes.length));
  }

  private byte[] signature(byte[] bytes, int length) {
    Mac mac = macs.get();
    mac.update(bytes, 0, length);
    return mac.doFinal();
  }

  /** What is read here was signed by this installation, so its form is right. */
  private static List<Position> positions(ByteReader in) {
    int count = (int) in.readVarint();
    List<Position> positions = new ArrayList<>(count);
    byte[] before = new byte[0];
    long epoch = 0;
    for (int i = 0; i < count; i++) {
      int shared = (int) in.readVarint();
      byte[] rest = in.readSized();
      byte[] name = Arrays.copyOf(before, shared + rest.length);
      System.arraycopy(rest, 0, name, shared, rest.length);
      epoch += in.readSignedVarint();
      positions.add(new Position(new String(name, UTF_8), epoch, in.readVarint()));
      before = name;
    }
    return positions;
  }
}
