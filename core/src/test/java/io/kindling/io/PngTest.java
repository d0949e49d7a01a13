package io.kindling.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngTest {
  @Test
  void anotherReaderSeesThePixels() throws Exception {
    float[] pixels = new float[3 * 5 * 7];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i / 104f;
    }
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(Png.encode(pixels, 3, 5, 7)));
    assertEquals(7, image.getWidth());
    assertEquals(5, image.getHeight());
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 7; x++) {
        int wanted = 0;
        for (int c = 0; c < 3; c++) {
          wanted = wanted << 8 | Math.round(255 * pixels[(c * 5 + y) * 7 + x]);
        }
        assertEquals(wanted, image.getRGB(x, y) & 0xffffff);
      }
    }
  }

  @Test
  void grayAndValuesOutOfRange() throws Exception {
    float[] pixels = {-1, 2, Float.NaN, 0.5f};
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(Png.encode(pixels, 1, 2, 2)));
    int[] got = image.getRaster().getPixels(0, 0, 2, 2, (int[]) null);
    assertEquals("[0, 255, 0, 128]", java.util.Arrays.toString(got));
    assertThrows(IllegalArgumentException.class, () -> Png.encode(pixels, 3, 2, 2));
    assertThrows(IllegalArgumentException.class, () -> Png.encode(pixels, 2, 1, 2));
  }
}
