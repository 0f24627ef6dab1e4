package dev.firn.catalog.datafile;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.ByteBufferReleaser;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Compresses pages in one call each, with one context for all of them; Hadoop's codecs would build
 * streams and contexts anew for every page. The result is valid until the next call: the page store
 * copies it at once.
 */
final class ZstdPages implements BytesInputCompressor {
  private final ZstdCompressCtx context = new ZstdCompressCtx();

  /** Keeps what pages were put together in that did not arrive as arrays. */
  private final ByteBufferReleaser releaser =
      new ByteBufferReleaser(HeapByteBufferAllocator.getInstance());

  private byte[] target = new byte[64 << 10];

  ZstdPages(int level) {
    context.setLevel(level);
  }

  @Override
  public BytesInput compress(BytesInput bytes) throws IOException {
    ByteBuffer source = bytes.toByteBuffer(releaser);
    int bound = (int) Zstd.compressBound(source.remaining());
    if (target.length < bound) {
      target = new byte[bound];
    }
    int size =
        context.compressByteArray(
            target,
            0,
            target.length,
            source.array(),
            source.arrayOffset() + source.position(),
            source.remaining());
    releaser.close();
    return BytesInput.from(target, 0, size);
  }

  @Override
  public CompressionCodecName getCodecName() {
    return CompressionCodecName.ZSTD;
  }

  @Override
  public void release() {
    context.close();
    releaser.close();
  }
}
