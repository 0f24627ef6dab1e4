package dev.firn.events.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
  private static final byte[] EDGES = {
    'a',
    '"',
    0,
    0x7f,
    (byte) 0x80,
    (byte) 0x8f,
    (byte) 0x90,
    (byte) 0x9f,
    (byte) 0xa0,
    (byte) 0xbf,
    (byte) 0xc0,
    (byte) 0xc1,
    (byte) 0xc2,
    (byte) 0xdf,
    (byte) 0xe0,
    (byte) 0xe1,
    (byte) 0xed,
    (byte) 0xef,
    (byte) 0xf0,
    (byte) 0xf1,
    (byte) 0xf4,
    (byte) 0xf5,
    (byte) 0xff
  };

  @Test
  void agreesWithTheDecoderOfThePlatform() {
    Random random = new Random(3);
    for (int i = 0; i < 300_000; i++) {
      byte[] bytes = new byte[random.nextInt(14)];
      for (int b = 0; b < bytes.length; b++) {
        bytes[b] = random.nextInt(4) == 0 ? EDGES[random.nextInt(EDGES.length)] : (byte) 'x';
      }
      fillWithSequences(bytes, random);
      assertThat(Utf8.isValid(bytes, 0, bytes.length)).isEqualTo(decodes(bytes));
    }
  }

  private static void fillWithSequences(byte[] bytes, Random random) {
    byte[] sequence =
        new String(Character.toChars(random.nextInt(0x110000))).getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= sequence.length) {
      int at = random.nextInt(bytes.length - sequence.length + 1);
      System.arraycopy(sequence, 0, bytes, at, sequence.length);
    }
    if (random.nextInt(3) == 0 && bytes.length > 0) {
      bytes[random.nextInt(bytes.length)] = EDGES[random.nextInt(EDGES.length)];
    }
  }

  private static boolean decodes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
