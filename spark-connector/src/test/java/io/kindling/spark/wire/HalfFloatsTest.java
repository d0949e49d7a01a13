package io.kindling.spark.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The 16-bit formats, against their definition: the nearest representable number, ties to even. */
final class HalfFloatsTest {

  @Test
  void everyHalfIsItsOwnRounding() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      short half = (short) bits;
      float bfloat = HalfFloats.fromBfloat16(half);
      float float16 = HalfFloats.fromFloat16(half);
      if (!Float.isNaN(bfloat)) {
        assertEquals(half, HalfFloats.toBfloat16(bfloat));
      }
      if (!Float.isNaN(float16)) {
        assertEquals(half, HalfFloats.toFloat16(float16));
      }
    }
  }

  @Test
  void knownNumbers() {
    assertEquals(0x3c00, HalfFloats.toFloat16(1f));
    assertEquals((short) 0xc000, HalfFloats.toFloat16(-2f));
    assertEquals(0x7bff, HalfFloats.toFloat16(65504f));
    assertEquals(0x7bff, HalfFloats.toFloat16(65519.996f));
    assertEquals(0x7c00, HalfFloats.toFloat16(65520f));
    assertEquals(0x0001, HalfFloats.toFloat16(0x1p-24f));
    assertEquals(0x0000, HalfFloats.toFloat16(0x1p-25f));
    assertEquals(0x0001, HalfFloats.toFloat16(0x1.000002p-25f));
    assertEquals(0x3f80, HalfFloats.toBfloat16(1f));
    assertEquals(0x3f80, HalfFloats.toBfloat16(1.00390625f));
    assertEquals(0x3f82, HalfFloats.toBfloat16(1.01171875f));
    assertEquals(0x7f80, HalfFloats.toBfloat16(Float.MAX_VALUE));
  }

  @Test
  void nanStaysNan() {
    for (int bits : new int[] {0x7f800001, 0x7fc00000, 0xff800001, 0x7fffffff, 0xffffffff}) {
      float nan = Float.intBitsToFloat(bits);
      assertTrue(Float.isNaN(HalfFloats.fromBfloat16(HalfFloats.toBfloat16(nan))));
      assertTrue(Float.isNaN(HalfFloats.fromFloat16(HalfFloats.toFloat16(nan))));
    }
  }

  @Property
  void float16IsTheNearest(@ForAll int bits) {
    float value = Float.intBitsToFloat(bits);
    if (Float.isFinite(value) && Math.abs(value) < 65504) {
      short got = HalfFloats.toFloat16(value);
      nearest(value, got, HalfFloats::fromFloat16);
    }
  }

  @Property
  void bfloat16IsTheNearest(@ForAll int bits) {
    float value = Float.intBitsToFloat(bits);
    if (Float.isFinite(value) && Math.abs(value) < 3e38) {
      short got = HalfFloats.toBfloat16(value);
      nearest(value, got, HalfFloats::fromBfloat16);
    }
  }

  private interface Decode {
    float of(short half);
  }

  private static void nearest(float value, short got, Decode decode) {
    BigDecimal error = distance(value, decode.of(got));
    for (int step : new int[] {-1, 1}) {
      short next = (short) (got + step);
      if ((got & 0x7fff) + step < 0 || !Float.isFinite(decode.of(next))) {
        continue;
      }
      int order = error.compareTo(distance(value, decode.of(next)));
      assertTrue(order < 0 || order == 0 && (got & 1) == 0, value + " became " + decode.of(got));
    }
  }

  private static BigDecimal distance(float a, float b) {
    return new BigDecimal(a).subtract(new BigDecimal(b)).abs();
  }
}
