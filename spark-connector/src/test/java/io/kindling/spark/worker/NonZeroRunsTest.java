package io.kindling.spark.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.wire.WireFormat;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A contribution of which most is zero takes few bytes, and arrives to the bit. */
final class NonZeroRunsTest {
  private static int[] sent(float[] gradient, WireFormat format, int[] bytes) {
    var sums = new Evaluation(1, 2, 3, 1);
    var sent = new Contribution(gradient, new double[] {7, 8}, sums, 0.5).sentAs(format);
    byte[] encoded = sent.encode();
    bytes[0] = encoded.length;
    Contribution got = Contribution.decode(encoded);
    assertArrayEquals(new double[] {7, 8}, got.buffers());
    assertEquals(sums.lossSum(), got.sums().lossSum());
    assertEquals(sums.samples(), got.sums().samples());
    return bits(got.gradient());
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  @Test
  void anyMixtureOfZerosArrivesToTheBit() {
    Random random = new Random(1);
    int[] bytes = new int[1];
    for (int round = 0; round < 200; round++) {
      float[] gradient = new float[random.nextInt(300)];
      double share = round % 20 / 19.0;
      for (int i = 0; i < gradient.length; i++) {
        if (random.nextDouble() < share) {
          gradient[i] = random.nextInt(5) == 0 ? -0f : (float) random.nextGaussian();
        }
      }
      assertArrayEquals(bits(gradient), sent(gradient, WireFormat.FLOAT32, bytes));
      float[] rounded = gradient.clone();
      WireFormat.BFLOAT16.round(rounded, 0, rounded.length);
      assertArrayEquals(bits(rounded), sent(gradient, WireFormat.BFLOAT16, bytes));
    }
  }

  @Test
  void bytesGoByWhatIsNotZero() {
    int[] few = new int[1];
    int[] all = new int[1];
    float[] gradient = new float[50_000 * 16];
    for (int row = 0; row < 100; row++) {
      for (int d = 0; d < 16; d++) {
        gradient[row * 400 * 16 + d] = row + d + 1;
      }
    }
    sent(gradient, WireFormat.FLOAT32, few);
    assertTrue(few[0] < 100 * (8 + 64) + 300, few[0] + " bytes for 100 rows");
    Arrays.fill(gradient, 1);
    sent(gradient, WireFormat.FLOAT32, all);
    assertTrue(all[0] >= 4 * gradient.length, all[0] + " bytes for all");
  }

  @Test
  void zerosAloneTakeNothing() {
    int[] bytes = new int[1];
    assertArrayEquals(new int[1000], sent(new float[1000], WireFormat.FLOAT32, bytes));
    assertTrue(bytes[0] < 300, bytes[0] + " bytes");
  }
}
