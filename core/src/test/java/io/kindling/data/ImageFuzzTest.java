package io.kindling.data;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/**
 * Any bytes, and any change of an image of any kind, give pixels or a {@link DataException} that
 * names the image.
 */
class ImageFuzzTest {
  private static final ImageShape SHAPE = new ImageShape(3, 24, 20);
  private static final List<byte[]> IMAGES = images();

  private static List<byte[]> images() {
    try {
      List<byte[]> images = new ArrayList<>();
      String names = new String(PillowImagesTest.resource("images.txt"), StandardCharsets.UTF_8);
      for (String line : names.lines().toList()) {
        images.add(PillowImagesTest.resource(line.split(" ")[0]));
      }
      return images;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Property(tries = 4000, shrinking = ShrinkingMode.OFF)
  void aChangedImageIsReadOrRefused(@ForAll long seed, @ForAll @IntRange(max = 3) int kind) {
    Random random = new Random(seed);
    byte[] bytes = IMAGES.get(random.nextInt(IMAGES.size())).clone();
    switch (kind) {
      case 0 -> { // bytes
        for (int k = 1 + random.nextInt(6); k > 0; k--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      case 1 -> { // two bytes that may be a length or a size
        int at = random.nextInt(bytes.length - 1);
        ByteBuffer.wrap(bytes).putShort(at, (short) random.nextInt());
      }
      case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      default -> { // a piece of another image
        byte[] other = IMAGES.get(random.nextInt(IMAGES.size()));
        int length = random.nextInt(Math.min(bytes.length, other.length));
        int from = random.nextInt(other.length - length + 1);
        System.arraycopy(other, from, bytes, random.nextInt(bytes.length - length + 1), length);
      }
    }
    if (random.nextBoolean()) {
      mendCrcs(bytes);
    }
    assertReadOrRefused(bytes);
  }

  @Property(tries = 1000)
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes, @ForAll @IntRange(max = 2) int kind) {
    byte[] start = kind == 0 ? new byte[0] : Arrays.copyOf(IMAGES.get(kind == 1 ? 0 : 20), 100);
    byte[] all = Arrays.copyOf(start, start.length + bytes.length);
    System.arraycopy(bytes, 0, all, start.length, bytes.length);
    assertReadOrRefused(all);
  }

  private static void assertReadOrRefused(byte[] bytes) {
    for (boolean exif : new boolean[] {false, true}) {
      try {
        ImageShape found = ImageCodec.shapeOf(bytes, "cat/7", exif);
        // Of the size it claims, where that is small; else the claim must not be believed.
        boolean small = (long) found.plane() < 4_000_000;
        ImageCodec.decode(bytes, small ? found : SHAPE, "cat/7", exif);
      } catch (DataException e) {
        assertTrue(e.getMessage().startsWith("cat/7: image "), e.getMessage());
      }
    }
  }

  /** Makes a PNG's checksums right, so that a change gets as far as the decoder. */
  private static void mendCrcs(byte[] bytes) {
    ByteBuffer png = ByteBuffer.wrap(bytes);
    int at = 8;
    while (bytes.length - at >= 12 && bytes[1] == 'P') {
      int size = png.getInt(at);
      if (size < 0 || size > bytes.length - at - 12) {
        return;
      }
      CRC32 crc = new CRC32();
      crc.update(bytes, at + 4, size + 4);
      png.putInt(at + 8 + size, (int) crc.getValue());
      at += size + 12;
    }
  }
}
