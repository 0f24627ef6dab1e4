package dev.firn.journal;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The one binary form of a stored event or snapshot, big-endian:
 *
 * <pre>
 * crc-32c 4 | version 1 | timestamp 8 | writer uuid s | adapter manifest s
 *   | has metadata 1 [ serializer 4 | manifest s | length 4 | bytes ] | serializer 4 | manifest s | bytes to the end
 * </pre>
 *
 * where s is a length of 4 bytes and UTF-8. The checksum covers the persistence id and sequence
 * number as well, so a record found under another key is as wrong as one with a flipped bit.
 */
public final class RecordCodec {

  static final byte VERSION = 1;

  private RecordCodec() {}

  /** Encodes behind {@code reserved} free bytes, which are the caller's. */
  public static byte[] encode(
      StoredRecord stored, String persistenceId, long sequenceNr, int reserved) {
    byte[] writer = utf8(stored.writerUuid());
    byte[] adapter = utf8(stored.adapterManifest());
    byte[] manifest = utf8(stored.payload().manifest());
    byte[] payload = stored.payload().bytes();
    byte[] metadata = stored.metadata().map(RecordCodec::metadata).orElse(new byte[0]);
    int fixed = 4 + 1 + 8 + 4 + 4 + 1 + 4 + 4;
    int variable =
        writer.length + adapter.length + metadata.length + manifest.length + payload.length;
    ByteBuffer out = ByteBuffer.allocate(Math.addExact(reserved + fixed, variable));
    out.position(reserved + 4).put(VERSION).putLong(stored.timestamp());
    putSized(out, writer);
    putSized(out, adapter);
    out.put((byte) (metadata.length == 0 ? 0 : 1)).put(metadata);
    out.putInt(stored.payload().serializerId());
    putSized(out, manifest);
    out.put(payload);
    return out.putInt(reserved, crc(out.array(), reserved + 4, persistenceId, sequenceNr)).array();
  }

  public static StoredRecord decode(
      byte[] bytes, int offset, String persistenceId, long sequenceNr) {
    if (bytes.length < offset + 5
        || ByteBuffer.wrap(bytes).getInt(offset)
            != crc(bytes, offset + 4, persistenceId, sequenceNr)) {
      throw damaged(persistenceId, sequenceNr, "its checksum does not match");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).position(offset + 4);
    byte version = in.get();
    if (version != VERSION) {
      throw damaged(
          persistenceId, sequenceNr, "version " + version + " was written by a newer Firn");
    }
    try {
      return body(in);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw damaged(persistenceId, sequenceNr, "its lengths do not add up");
    }
  }

  private static StoredRecord body(ByteBuffer in) {
    long timestamp = in.getLong();
    String writer = text(in);
    String adapter = text(in);
    Optional<SerializedObject> metadata = Optional.empty();
    if (in.get() == 1) {
      metadata = Optional.of(new SerializedObject(in.getInt(), text(in), take(in, in.getInt())));
    }
    SerializedObject payload =
        new SerializedObject(in.getInt(), text(in), take(in, in.remaining()));
    return new StoredRecord(timestamp, writer, adapter, payload, metadata);
  }

  private static byte[] metadata(SerializedObject object) {
    byte[] manifest = utf8(object.manifest());
    ByteBuffer out = ByteBuffer.allocate(12 + manifest.length + object.bytes().length);
    putSized(out.putInt(object.serializerId()), manifest);
    putSized(out, object.bytes());
    return out.array();
  }

  private static int crc(byte[] bytes, int from, String persistenceId, long sequenceNr) {
    CRC32C crc = new CRC32C();
    crc.update(utf8(persistenceId));
    crc.update(Keys.number(sequenceNr));
    crc.update(bytes, from, bytes.length - from);
    return (int) crc.getValue();
  }

  private static JournalCorruptedException damaged(
      String persistenceId, long sequenceNr, String why) {
    return new JournalCorruptedException(
        "Record " + sequenceNr + " of [" + persistenceId + "] cannot be read: " + why);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void putSized(ByteBuffer out, byte[] bytes) {
    out.putInt(bytes.length).put(bytes);
  }

  private static String text(ByteBuffer in) {
    return new String(take(in, in.getInt()), StandardCharsets.UTF_8);
  }

  private static byte[] take(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
