package io.kindling.spark.wire;

/**
 * Conversions between float32 and the two 16-bit formats, rounding to nearest, ties to even, as
 * PyTorch's {@code to(torch.bfloat16)} and {@code to(torch.float16)} do.
 */
final class HalfFloats {
  /** The difference of the exponent biases, 127 - 15, in a float's exponent field. */
  private static final int REBIAS = 112 << 23;

  private static final int INFINITY = 0x7f800000;
  private static final int FIRST_OVERFLOW = 0x477ff000; // 65520, halfway past the largest float16
  private static final int FIRST_NORMAL = 0x38800000; // 2^-14

  private HalfFloats() {}

  static short toBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if ((bits & 0x7fffffff) > INFINITY) {
      return (short) (bits >>> 16 | 0x40); // stays a NaN whatever its low bits were
    }
    return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
  }

  static float fromBfloat16(short half) {
    return Float.intBitsToFloat(half << 16);
  }

  static short toFloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > INFINITY) {
      return (short) (sign | 0x7e00 | magnitude >>> 13 & 0x1ff);
    }
    if (magnitude >= FIRST_OVERFLOW) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < FIRST_NORMAL) {
      // The unit in the last place of 0.5f is 2^-24, a subnormal float16's: the addition rounds.
      float rounded = Float.intBitsToFloat(magnitude) + 0.5f;
      return (short) (sign | Float.floatToRawIntBits(rounded) - 0x3f000000);
    }
    return (short) (sign | magnitude - REBIAS + 0xfff + (magnitude >>> 13 & 1) >>> 13);
  }

  static float fromFloat16(short half) {
    int sign = (half & 0x8000) << 16;
    int magnitude = half & 0x7fff;
    int bits;
    if (magnitude >= 0x7c00) {
      bits = INFINITY | (magnitude & 0x3ff) << 13;
    } else if (magnitude < 0x400) {
      bits = Float.floatToRawIntBits(magnitude * 0x1p-24f);
    } else {
      bits = (magnitude << 13) + REBIAS;
    }
    return Float.intBitsToFloat(sign | bits);
  }
}
