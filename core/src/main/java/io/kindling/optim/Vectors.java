package io.kindling.optim;

import io.kindling.kernel.Kernels;
import io.kindling.kernel.PointwiseKernels.Unary;

/**
 * The vectors of one part of a segment, by number, so that a formula which stands once runs over
 * arrays in place (float32, by the kernels) and over registers (float64) with the same roundings.
 */
abstract sealed class Vectors {
  static final int PARAMETERS = 0;

  /** Read only. */
  static final int GRADIENTS = 1;

  static final int STATE = 2;
  static final int TEMP = 3;

  private Vectors() {}

  /** {@code out = a x + b y}, each product rounded; out is x or none of the two. */
  abstract void combine(double a, int x, double b, int y, int out);

  /** {@code out = -x}. */
  abstract void negate(int x, int out);

  /** {@code out = x}. */
  abstract void copy(int x, int out);

  /** Parts of the arrays themselves. */
  static final class InPlace extends Vectors {
    private final float[][] arrays = new float[4][];
    private final int[] at = new int[4];
    private int length;

    /** Elements {@code from} to {@code from + n} of a float32 segment with at most one state. */
    InPlace of(Segment s, int from, int n) {
      length = n;
      put(PARAMETERS, s.values.floats(), s.valuesAt + from);
      put(GRADIENTS, s.gradients.floats(), s.gradientsAt + from);
      if (s.arrays.length > 0) {
        put(STATE, s.arrays[0].floats(), s.stateAt + from);
      }
      put(TEMP, ((FloatRegister) s.temp(0)).array(), 0);
      return this;
    }

    private void put(int i, float[] array, int from) {
      arrays[i] = array;
      at[i] = from;
    }

    @Override
    void combine(double a, int x, double b, int y, int out) {
      Kernels.active()
          .pointwise()
          .combine(
              length,
              (float) a,
              arrays[x],
              at[x],
              (float) b,
              arrays[y],
              at[y],
              arrays[out],
              at[out]);
    }

    @Override
    void negate(int x, int out) {
      Kernels.active().pointwise().unary(Unary.NEG, length, arrays[x], at[x], arrays[out], at[out]);
    }

    @Override
    void copy(int x, int out) {
      System.arraycopy(arrays[x], at[x], arrays[out], at[out], length);
    }
  }

  /** A segment's registers, loaded. */
  static final class InRegisters extends Vectors {
    private final Register[] registers = new Register[4];

    InRegisters of(Segment s) {
      registers[PARAMETERS] = s.p();
      registers[GRADIENTS] = s.g();
      registers[STATE] = s.arrays.length > 0 ? s.state(0) : null;
      registers[TEMP] = s.temp(0);
      return this;
    }

    @Override
    void combine(double a, int x, double b, int y, int out) {
      if (x != out) {
        copy(x, out);
      }
      if (a != 1) {
        registers[out].mul(a);
      }
      registers[out].add(registers[y], b);
    }

    @Override
    void negate(int x, int out) {
      copy(x, out);
      registers[out].negate();
    }

    @Override
    void copy(int x, int out) {
      registers[out].set(registers[x]);
    }
  }
}
