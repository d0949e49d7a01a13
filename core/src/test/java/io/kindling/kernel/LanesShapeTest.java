package io.kindling.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LanesShapeTest {
  @ParameterizedTest
  @CsvSource({
    "1,1,1,1",
    "16,10,1,1",
    "128,84,1,1",
    "21,130,1,1",
    "33,3,8,8",
    "16,3,32,32",
    "7,5,9,15",
    "18,2,1,70",
    "64,1,5,1"
  })
  void packsAndUnpacks(int batch, int channels, int height, int width) {
    LanesShape shape = new LanesShape(batch, channels, height, width);
    int offset = 3;
    float[] rows = new float[offset + batch * shape.features()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i + 1;
    }
    float[] lanes = new float[shape.size()];
    Arrays.fill(lanes, Lanes.START, Lanes.START + shape.length(), -1f);
    shape.pack(rows, offset, lanes);
    for (int n = 0; n < shape.blocks() * Lanes.BLOCK; n++) {
      for (int c = 0; c < channels; c++) {
        for (int pixel = 0; pixel < shape.plane(); pixel++) {
          int place = (n / Lanes.BLOCK * shape.plane() + pixel) * channels + c;
          int from = offset + (n * channels + c) * shape.plane() + pixel;
          float packed = lanes[Lanes.START + place * Lanes.BLOCK + n % Lanes.BLOCK];
          assertEquals(n < batch ? rows[from] : 0f, packed);
        }
      }
    }
    float[] back = new float[rows.length];
    shape.unpack(lanes, back, offset);
    Arrays.fill(rows, 0, offset, 0f);
    assertArrayEquals(rows, back);
  }
}
