package dev.firn.catalog.rewrite;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Sorted rows on local disk, in compressed blocks that hold whole rows, so that reading a run takes
 * the memory of one block. A row is the lengths of its key and of itself, then both.
 */
final class RowRun {
  /** Bytes of a block before compression; a row that is larger has a block of its own. */
  static final int BLOCK = 128 << 10;

  static final int HEADER = 2 * Integer.BYTES;

  private RowRun() {}

  static void write(Path file, SortedRows rows) throws IOException {
    try (ZstdCompressCtx context = new ZstdCompressCtx();
        DataOutputStream out =
            new DataOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW))) {
      context.setLevel(1);
      RowBuffer block = new RowBuffer();
      while (rows.next()) {
        if (block.length() > 0
            && block.length() + HEADER + rows.keyLength() + rows.rowLength() > BLOCK) {
          end(block, context, out);
        }
        block.putInt(rows.keyLength());
        block.putInt(rows.rowLength());
        block.put(rows.array(), rows.keyStart(), rows.keyLength());
        block.put(rows.array(), rows.rowStart(), rows.rowLength());
      }
      if (block.length() > 0) {
        end(block, context, out);
      }
    }
  }

  private static void end(RowBuffer block, ZstdCompressCtx context, DataOutputStream out)
      throws IOException {
    byte[] compressed = context.compress(Arrays.copyOf(block.array(), block.length()));
    out.writeInt(block.length());
    out.writeInt(compressed.length);
    out.write(compressed);
    block.clear();
  }

  static SortedRows read(Path file) throws IOException {
    return new Reader(new DataInputStream(new BufferedInputStream(Files.newInputStream(file))));
  }

  private static final class Reader implements SortedRows {
    private final DataInputStream in;
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();
    private byte[] block = new byte[0];
    private int length;
    private int at;
    private int keyLength;
    private int rowLength;

    Reader(DataInputStream in) {
      this.in = in;
    }

    @Override
    public boolean next() throws IOException {
      at += keyLength + rowLength;
      if (at == length && !readBlock()) {
        return false;
      }
      ByteBuffer header = ByteBuffer.wrap(block, at, HEADER);
      keyLength = header.getInt();
      rowLength = header.getInt();
      at += HEADER;
      return true;
    }

    private boolean readBlock() throws IOException {
      int size;
      try {
        size = in.readInt();
      } catch (EOFException e) {
        keyLength = 0;
        rowLength = 0;
        return false;
      }
      byte[] compressed = new byte[in.readInt()];
      in.readFully(compressed);
      if (block.length < size) {
        block = new byte[size];
      }
      length = context.decompressByteArray(block, 0, size, compressed, 0, compressed.length);
      at = 0;
      return true;
    }

    @Override
    public byte[] array() {
      return block;
    }

    @Override
    public int keyStart() {
      return at;
    }

    @Override
    public int keyLength() {
      return keyLength;
    }

    @Override
    public int rowStart() {
      return at + keyLength;
    }

    @Override
    public int rowLength() {
      return rowLength;
    }

    @Override
    public void close() throws IOException {
      context.close();
      in.close();
    }
  }
}
