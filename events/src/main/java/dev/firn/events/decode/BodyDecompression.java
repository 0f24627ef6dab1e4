package dev.firn.events.decode;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the {@code Content-Encoding} of a body: gzip, also of several members, and zstd, also of
 * several frames. Never makes more than the limit, nor more than a hundred times what came. Keeps
 * its buffer and the codecs: one instance serves one thread.
 */
public final class BodyDecompression implements AutoCloseable {
  private final DecodedBody decoded;
  private final Gunzip gunzip;
  private final Unzstd unzstd;
  private byte[] result = new byte[0];

  public BodyDecompression(IngestLimits limits) {
    decoded = new DecodedBody(limits.decodedBytes());
    gunzip = new Gunzip(decoded);
    unzstd = new Unzstd(decoded);
  }

  /**
   * Decodes a body and returns its length; {@link #bytes()} has it until the next call.
   *
   * @param contentEncoding the header's value, null where there was none
   * @param wire the body as it came, from 0 to {@code length}
   */
  public int decode(@Nullable String contentEncoding, byte[] wire, int length)
      throws UnreadableRequestException {
    String coding = contentEncoding == null ? "" : contentEncoding.strip().toLowerCase(Locale.ROOT);
    switch (coding) {
      case "", "identity" -> {
        DecodedBody.requireWithin(length, decoded.limit());
        result = wire;
        return length;
      }
      case "gzip", "x-gzip" -> {
        decoded.begin(length);
        gunzip.decode(wire, length);
      }
      case "zstd" -> {
        decoded.begin(length);
        unzstd.decode(wire, length);
      }
      default ->
          throw UnreadableRequestException.unsupported(
              "Content-Encoding: expected one of gzip, zstd, identity; found '"
                  + Quote.of(contentEncoding == null ? "" : contentEncoding)
                  + "'");
    }
    result = decoded.bytes();
    return decoded.length();
  }

  /** The array that the last decoded body is in, from 0 on. */
  public byte[] bytes() {
    return result;
  }

  /** Frees what is held outside the heap. */
  @Override
  public void close() {
    gunzip.close();
    unzstd.close();
  }
}
