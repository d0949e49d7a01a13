package io.kindling.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decoded pixels equal Pillow's, to the bit; {@code golden/images/make_images.py} made them. */
class PillowImagesTest {
  private static final ImageShape SHAPE = new ImageShape(3, 24, 20);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "colour.jpg",
        "full-chroma.jpg",
        "progressive.jpg",
        "grey.jpg",
        "colour.png",
        "grey.png",
        "palette.png",
        "alpha.png"
      })
  void decodesAsPillowDoes(String name) throws Exception {
    byte[] encoded = resource(name);
    assertArrayEquals(resource(name + ".chw"), ImageCodec.decode(encoded, SHAPE, name));
    int channels = name.startsWith("grey") ? 1 : 3;
    assertEquals(new ImageShape(channels, 24, 20), ImageCodec.shapeOf(encoded, name));
  }

  private static byte[] resource(String name) throws Exception {
    try (InputStream in = PillowImagesTest.class.getResourceAsStream("/golden/images/" + name)) {
      return in.readAllBytes();
    }
  }
}
