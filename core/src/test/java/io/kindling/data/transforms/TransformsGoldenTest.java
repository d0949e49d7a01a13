package io.kindling.data.transforms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Transforms give what torchvision's give; {@code golden/transforms/make.py} made the cases. */
final class TransformsGoldenTest {
  private static final float FLOATS = 2e-6f;

  /**
   * Between pixels torchvision's sums of four products are rounded in an order of its own: one
   * value in so many may be the next byte. All else is equal to the byte.
   */
  private static final int RARELY = 50;

  private record Input(ImageShape shape, float[] values, boolean bytes) {
    ImageBuffer load(ImageBuffer image) {
      if (!bytes) {
        return image.set(shape, values, 0);
      }
      byte[] pixels = new byte[values.length];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (int) values[i];
      }
      return image.set(shape, pixels, 0);
    }
  }

  private static List<String> lines() throws IOException {
    var stream = TransformsGoldenTest.class.getResourceAsStream("/golden/transforms/cases.txt.gz");
    var reader = new InputStreamReader(new GZIPInputStream(stream), StandardCharsets.UTF_8);
    try (BufferedReader lines = new BufferedReader(reader)) {
      return lines.lines().toList();
    }
  }

  private static float[] values(String text) {
    if (text.contains(" ")) {
      String[] words = text.split(" ");
      float[] values = new float[words.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.parseFloat(words[i]);
      }
      return values;
    }
    byte[] bytes = HexFormat.of().parseHex(text);
    float[] values = new float[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes[i] & 0xff;
    }
    return values;
  }

  private static ImageShape shape(String text) {
    String[] sizes = text.split("x");
    return new ImageShape(
        Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]));
  }

  @TestFactory
  Stream<DynamicTest> equalsTorchvision() throws IOException {
    Map<String, Input> inputs = new HashMap<>();
    ImageBuffer image = new ImageBuffer();
    List<DynamicTest> tests = new ArrayList<>();
    for (String line : lines()) {
      String[] words = line.split("[ \t]", 2);
      if (words[0].equals("input")) {
        String[] parts = words[1].split(" ", 4);
        boolean bytes = parts[1].equals("uint8");
        inputs.put(parts[0], new Input(shape(parts[2]), values(parts[3]), bytes));
      } else if (words[0].equals("case")) {
        String[] parts = words[1].split("\t");
        tests.add(
            DynamicTest.dynamicTest(
                parts[0] + ": " + parts[1],
                () -> check(inputs.get(parts[0]), image, parts[1], parts[2], parts[3])));
      }
    }
    assertTrue(tests.size() > 350, "cases " + tests.size());
    return tests.stream();
  }

  private static void check(
      Input input, ImageBuffer image, String text, String shape, String expected) {
    input.load(image);
    if (text.startsWith("operation ")) {
      String[] words = text.split(" ");
      operation(words[1])
          .apply(
              image,
              Double.parseDouble(words[2]),
              Interpolation.valueOf(words[3].toUpperCase(Locale.ROOT)),
              List.of());
    } else {
      Compose compose = Transforms.parse(text);
      assertEquals(shape(shape), compose.outputShape(input.shape()));
      compose.apply(image, 1, 2, 3);
      assertEquals(compose, Transforms.parse(compose.toString()));
    }
    assertEquals(shape(shape), image.shape());
    float[] wanted = values(expected);
    float[] got = image.toFloats();
    boolean between = text.contains("bilinear") && !text.startsWith("resize");
    int differ = 0;
    for (int i = 0; i < wanted.length; i++) {
      float difference = Math.abs(wanted[i] - got[i]);
      differ += difference == 0 ? 0 : 1;
      float most = input.bytes() ? (between ? 1 : 0) : FLOATS;
      assertTrue(difference <= most, "element " + i + ": " + got[i] + ", wanted " + wanted[i]);
    }
    assertTrue(!input.bytes() || differ * RARELY <= wanted.length, differ + " differ");
  }

  private static AugmentOperation operation(String name) {
    return AugmentOperation.valueOf(
        name.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT));
  }

  @Test
  void magnitudesAreTorchvisions() throws IOException {
    int seen = 0;
    for (String line : lines()) {
      if (line.startsWith("magnitudes")) {
        String[] parts = line.split("\t", -1);
        AugmentOperation operation = operation(parts[1]);
        assertEquals(parts[2].equals("True"), operation.signed(), line);
        int bins = Integer.parseInt(parts[3]);
        var trivial = new TrivialAugmentWide(bins, Interpolation.NEAREST, List.of());
        for (int bin = 0; bin < bins; bin++) {
          var rand = new RandAugment(1, bin, bins, Interpolation.NEAREST, List.of());
          double byRand = rand.magnitude(operation, 32, 48);
          assertEquals(wanted(parts[4], bin), byRand, 1e-6, line);
          assertEquals(wanted(parts[5], bin), trivial.magnitude(operation, bin), 1e-5, line);
        }
        seen++;
      }
    }
    assertEquals(2 * AugmentOperation.values().length, seen);
  }

  private static double wanted(String magnitudes, int bin) {
    return magnitudes.isEmpty() ? 0 : Double.parseDouble(magnitudes.split(" ")[bin]);
  }
}
