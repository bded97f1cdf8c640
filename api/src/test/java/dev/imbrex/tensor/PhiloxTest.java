package dev.imbrex.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PhiloxTest {
  private static int[] block(int c0, int c1, int c2, int c3, int k0, int k1) {
    int[] out = new int[4];
    Philox.block(c0, c1, c2, c3, k0, k1, out, 0);
    return out;
  }

  /** The known answers that come with the authors' Random123 library. */
  @Test
  void publishedVectors() {
    assertArrayEquals(
        new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, block(0, 0, 0, 0, 0, 0));
    assertArrayEquals(
        new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}, block(-1, -1, -1, -1, -1, -1));
    assertArrayEquals(
        new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
        block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0));
  }

  @Test
  void wordsOfASequenceAreThoseOfItsBlocks() {
    int[] words = new int[11];
    Philox.fill(words, 7, 1, 2, 3, 4);
    for (int i = 0; i < words.length; i++) {
      assertEquals(block(i / 4, 7, 3, 4, 1, 2)[i % 4], words[i]);
      assertEquals(words[i], Philox.word(i, 7, 1, 2, 3, 4));
    }
  }

  @Test
  void countersBeyondTwoToThe31AreUnsigned() {
    assertEquals(block(-1, 0, 0, 0, 5, 6)[3], Philox.word((1L << 34) - 1, 0, 5, 6, 0, 0));
  }
}
