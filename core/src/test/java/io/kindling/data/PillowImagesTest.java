package io.kindling.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Decoded pixels equal Pillow's, to the bit; {@code golden/images/make_images.py} made them. */
class PillowImagesTest {
  private static final ImageShape SHAPE = new ImageShape(3, 24, 20);

  static Stream<String> images() throws Exception {
    return new String(resource("images.txt"), StandardCharsets.UTF_8).lines();
  }

  @ParameterizedTest
  @MethodSource("images")
  void decodesAsPillowDoes(String image) throws Exception {
    String name = image.split(" ")[0];
    byte[] encoded = resource(name);
    byte[] expected = resource(name + ".chw");
    assertArrayEquals(expected, ImageCodec.decode(encoded, SHAPE, name));
    int channels = Integer.parseInt(image.split(" ")[1]);
    assertEquals(new ImageShape(channels, 24, 20), ImageCodec.shapeOf(encoded, name));
    if (channels == 1) {
      byte[] grey = ImageCodec.decode(encoded, new ImageShape(1, 24, 20), name);
      assertArrayEquals(java.util.Arrays.copyOf(expected, grey.length), grey);
    }
  }

  /** What {@code ImageOps.exif_transpose} gives; without it the pixels are as stored. */
  @ParameterizedTest
  @CsvSource({"1", "2", "3", "4", "5", "6", "7", "8"})
  void exifOrientationIsAppliedAsPillowDoes(int orientation) throws Exception {
    ImageShape stored = new ImageShape(3, 4, 6);
    ImageShape upright = orientation < 5 ? stored : new ImageShape(3, 6, 4);
    for (String kind : List.of("jpg", "png")) {
      String name = "orientation-" + orientation + "." + kind;
      byte[] encoded = resource(name);
      assertEquals(upright, ImageCodec.shapeOf(encoded, name, true));
      assertArrayEquals(resource(name + ".chw"), ImageCodec.decode(encoded, upright, name, true));
      assertEquals(stored, ImageCodec.shapeOf(encoded, name));
      byte[] untouched = resource("orientation-1." + kind + ".chw");
      assertArrayEquals(untouched, ImageCodec.decode(encoded, stored, name));
    }
  }

  static byte[] resource(String name) throws Exception {
    try (InputStream in = PillowImagesTest.class.getResourceAsStream("/golden/images/" + name)) {
      return in.readAllBytes();
    }
  }
}
