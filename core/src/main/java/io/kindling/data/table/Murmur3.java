package io.kindling.data.table;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** MurmurHash3 (x86, 32 bits) by Austin Appleby, of a text's UTF-8 bytes. */
final class Murmur3 {
  private Murmur3() {}

  static int hash(String text, int seed) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int h = seed;
    while (words.remaining() >= Integer.BYTES) {
      h = Integer.rotateLeft(h ^ scrambled(words.getInt()), 13) * 5 + 0xe6546b64;
    }
    int rest = 0;
    for (int shift = 0; words.hasRemaining(); shift += Byte.SIZE) {
      rest |= (words.get() & 0xff) << shift;
    }
    h ^= scrambled(rest) ^ bytes.length;
    h = (h ^ h >>> 16) * 0x85ebca6b;
    h = (h ^ h >>> 13) * 0xc2b2ae35;
    return h ^ h >>> 16;
  }

  private static int scrambled(int word) {
    return Integer.rotateLeft(word * 0xcc9e2d51, 15) * 0x1b873593;
  }
}
