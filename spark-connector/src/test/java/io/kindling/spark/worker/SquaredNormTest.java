package io.kindling.spark.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kindling.optim.GradientClipping;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SquaredNormTest {
  private static final int LENGTH = 10_007;

  private static float[] numbers(int exponents) {
    SplittableRandom random = new SplittableRandom(exponents);
    float[] values = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      values[i] = Math.scalb((float) random.nextDouble(-1, 1), random.nextInt(-exponents, 10));
    }
    return values;
  }

  private static double norm(float[] values) {
    return SquaredNorm.norm(SquaredNorm.parts(values, new Ranges(0, values.length)));
  }

  @Test
  void isTheRootOfTheExactSum() {
    for (int exponents : new int[] {1, 20, 145}) {
      float[] values = numbers(exponents);
      BigDecimal sum = BigDecimal.ZERO;
      for (float value : values) {
        sum = sum.add(new BigDecimal(value).pow(2));
      }
      double exact = sum.sqrt(MathContext.DECIMAL64).doubleValue();
      assertEquals(exact, norm(values), 4 * Math.ulp(exact));
      double plain = GradientClipping.norm(GradientClipping.blockSums(values, 0, LENGTH, 2), 2);
      assertEquals(plain, norm(values), 1e-12 * plain);
    }
  }

  @Test
  void doesNotDependOnWhoHoldsWhat() {
    float[] values = numbers(30);
    double[] together = new double[SquaredNorm.parts(values, new Ranges()).length];
    Ranges[] workers = {
      new Ranges(0, 1, 5000, 5003),
      new Ranges(1, 4999, 9000, LENGTH),
      new Ranges(4999, 5000),
      new Ranges(5003, 9000)
    };
    for (Ranges each : workers) {
      double[] parts = SquaredNorm.parts(values, each);
      for (int i = 0; i < parts.length; i++) {
        together[i] += parts[i];
      }
    }
    assertEquals(norm(values), SquaredNorm.norm(together));
  }

  @Test
  void smallestAndGreatestCountAndWhatIsNotFiniteDoesNot() {
    assertEquals(Float.MIN_VALUE, norm(new float[] {Float.MIN_VALUE}));
    assertEquals(Float.MAX_VALUE, norm(new float[] {-Float.MAX_VALUE, 0, -0f}));
    assertEquals(5, norm(new float[] {3, Float.NaN, Float.NEGATIVE_INFINITY, -4}));
    assertEquals(0, norm(new float[0]));
  }
}
