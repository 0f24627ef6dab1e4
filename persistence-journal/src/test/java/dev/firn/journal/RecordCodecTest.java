package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RecordCodecTest {

  private static final StoredRecord RECORD =
      new StoredRecord(
          1_700_000_000_000L,
          "writer",
          "adapter",
          new SerializedObject(42, "manifest", new byte[] {1, 2, 3}),
          Optional.of(new SerializedObject(7, "m", new byte[] {9})));

  /** Bytes that version 1 wrote. They have to be read for ever. */
  private static final String VERSION_1 =
      "f310ed3c010000018bcfe56800000000067772697465720000000761646170746572010000000700"
          + "0000016d00000001090000002a000000086d616e6966657374010203";

  @Test
  void reads_what_version_1_wrote() {
    byte[] bytes = HexFormat.of().parseHex(VERSION_1);
    assertThat(RecordCodec.decode(bytes, 0, "type|é", 5)).isEqualTo(RECORD);
    assertThat(HexFormat.of().formatHex(RecordCodec.encode(RECORD, "type|é", 5, 0)))
        .isEqualTo(VERSION_1);
  }

  @Test
  void leaves_the_reserved_bytes_to_the_caller() {
    byte[] bytes = RecordCodec.encode(RECORD, "a", 1, 20);
    bytes[19] = 77;
    assertThat(RecordCodec.decode(bytes, 20, "a", 1)).isEqualTo(RECORD);
  }

  @Test
  void a_record_of_another_id_or_sequence_number_is_damaged() {
    byte[] bytes = RecordCodec.encode(RECORD, "a", 1, 0);
    assertThatThrownBy(() -> RecordCodec.decode(bytes, 0, "b", 1))
        .isInstanceOf(JournalCorruptedException.class);
    assertThatThrownBy(() -> RecordCodec.decode(bytes, 0, "a", 2))
        .isInstanceOf(JournalCorruptedException.class);
  }

  @Test
  void any_flipped_bit_and_any_shorter_length_is_noticed() {
    byte[] bytes = RecordCodec.encode(RECORD, "a", 1, 0);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> RecordCodec.decode(flipped, 0, "a", 1))
          .isInstanceOf(JournalCorruptedException.class);
    }
    for (int length = 0; length < bytes.length; length++) {
      byte[] shorter = java.util.Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> RecordCodec.decode(shorter, 0, "a", 1))
          .isInstanceOf(JournalCorruptedException.class);
    }
  }
}
