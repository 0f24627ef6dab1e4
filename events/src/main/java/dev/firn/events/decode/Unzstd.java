package dev.firn.events.decode;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.firn.events.NativeMemory;
import java.nio.ByteBuffer;

/** Zstandard (RFC 8878) of one or more frames, with a context that is kept. */
final class Unzstd {
  /** Windows of at most 8 MiB, as RFC 9659 asks of HTTP. */
  private static final int LARGEST_WINDOW_LOG = 23;

  private final DecodedBody decoded;
  private final ZstdDecompressCtx context = NativeMemory.ownedBy(this, new ZstdDecompressCtx());

  Unzstd(DecodedBody decoded) {
    this.decoded = decoded;
  }

  void decode(byte[] wire, int length) throws UnreadableRequestException {
    context.reset();
    context.setLongMax(LARGEST_WINDOW_LOG);
    ByteBuffer in = ByteBuffer.wrap(wire, 0, length);
    boolean complete = false;
    while (in.hasRemaining() || !complete) {
      decoded.ensureRoom();
      ByteBuffer out = ByteBuffer.wrap(decoded.bytes(), decoded.length(), decoded.room());
      complete = decompress(out, in);
      decoded.grow(out.position() - decoded.length());
      if (!complete && !in.hasRemaining() && out.hasRemaining()) {
        throw broken("it ends too early");
      }
    }
  }

  private boolean decompress(ByteBuffer out, ByteBuffer in) throws UnreadableRequestException {
    try {
      return context.decompressByteBufferStream(out, in);
    } catch (ZstdException e) {
      throw broken(String.valueOf(e.getMessage()));
    }
  }

  private static UnreadableRequestException broken(String why) {
    return UnreadableRequestException.unreadable("expected a body in zstd: " + why);
  }

  void close() {
    context.close();
  }
}
