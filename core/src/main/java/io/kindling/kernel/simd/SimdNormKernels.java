package io.kindling.kernel.simd;

import static io.kindling.kernel.Lanes.START;
import static io.kindling.kernel.simd.tile.Tile.S;
import static io.kindling.kernel.simd.tile.Tile.WIDTH;
import static jdk.incubator.vector.VectorOperators.LE;

import io.kindling.kernel.NormKernels;
import io.kindling.kernel.simd.tile.Tile;
import jdk.incubator.vector.FloatVector;

/**
 * {@link NormKernels} in vectors: the same operations as the scalar ones, so the same bits. Every
 * loop is a small method of its own, see {@link Tile}.
 */
final class SimdNormKernels implements NormKernels {
  @Override
  public void add(int length, float[] x, int from, float[] sum) {
    for (int i = START; i < START + length; i += WIDTH) {
      FloatVector.fromArray(S, sum, i)
          .add(FloatVector.fromArray(S, x, from + i - START))
          .intoArray(sum, i);
    }
  }

  @Override
  public void addSquares(
      int length, float[] x, int from, float[] origin, float[] sum, float[] squares) {
    for (int i = START; i < START + length; i += WIDTH) {
      FloatVector d =
          FloatVector.fromArray(S, x, from + i - START).sub(FloatVector.fromArray(S, origin, i));
      FloatVector.fromArray(S, sum, i).add(d).intoArray(sum, i);
      FloatVector.fromArray(S, squares, i).add(d.mul(d)).intoArray(squares, i);
    }
  }

  @Override
  public void addProducts(
      int length,
      float[] dy,
      float[] y,
      float[] x,
      int from,
      float[] center,
      float[] sum,
      float[] products) {
    if (y == null) {
      addPlainProducts(length, dy, x, from, center, sum, products);
    } else {
      addMaskedProducts(length, dy, y, x, from, center, sum, products);
    }
  }

  private static void addPlainProducts(
      int length, float[] dy, float[] x, int from, float[] center, float[] sum, float[] products) {
    for (int i = START; i < START + length; i += WIDTH) {
      FloatVector g = FloatVector.fromArray(S, dy, from + i - START);
      FloatVector d =
          FloatVector.fromArray(S, x, from + i - START).sub(FloatVector.fromArray(S, center, i));
      FloatVector.fromArray(S, sum, i).add(g).intoArray(sum, i);
      FloatVector.fromArray(S, products, i).add(g.mul(d)).intoArray(products, i);
    }
  }

  private static void addMaskedProducts(
      int length,
      float[] dy,
      float[] y,
      float[] x,
      int from,
      float[] center,
      float[] sum,
      float[] products) {
    for (int i = START; i < START + length; i += WIDTH) {
      FloatVector g =
          FloatVector.fromArray(S, dy, from + i - START)
              .blend(0f, FloatVector.fromArray(S, y, from + i - START).compare(LE, 0f));
      FloatVector d =
          FloatVector.fromArray(S, x, from + i - START).sub(FloatVector.fromArray(S, center, i));
      FloatVector.fromArray(S, sum, i).add(g).intoArray(sum, i);
      FloatVector.fromArray(S, products, i).add(g.mul(d)).intoArray(products, i);
    }
  }

  @Override
  public void affine(
      int length,
      float[] x,
      int from,
      float[] wide,
      int run,
      float[] other,
      boolean relu,
      float[] y) {
    if (other == null) {
      if (relu) {
        affineRelu(length, x, from, wide, run, y);
      } else {
        affineAlone(length, x, from, wide, run, y);
      }
    } else if (relu) {
      affineSumRelu(length, x, from, wide, run, other, y);
    } else {
      affineSum(length, x, from, wide, run, other, y);
    }
  }

  private static void affineAlone(
      int length, float[] x, int from, float[] wide, int run, float[] y) {
    for (int i = START; i < START + length; i += WIDTH) {
      FloatVector.fromArray(S, x, from + i - START)
          .mul(FloatVector.fromArray(S, wide, i))
          .add(FloatVector.fromArray(S, wide, run + i))
          .intoArray(y, from + i - START);
    }
  }

  private static void affineRelu(
      int length, float[] x, int from, float[] wide, int run, float[] y) {
    for (int i = START; i < START + length; i += WIDTH) {
      FloatVector v =
          FloatVector.fromArray(S, x, from + i - START)
              .mul(FloatVector.fromArray(S, wide, i))
              .add(FloatVector.fromArray(S, wide, run + i));
      v.blend(0f, v.compare(LE, 0f)).intoArray(y, from + i - START);
    }
  }

  private static void affineSum(
      int length, float[] x, int from, float[] wide, int run, float[] other, float[] y) {
    for (int i = START; i < START + length; i += WIDTH) {
      FloatVector.fromArray(S, x, from + i - START)
          .mul(FloatVector.fromArray(S, wide, i))
          .add(FloatVector.fromArray(S, wide, run + i))
          .add(FloatVector.fromArray(S, other, from + i - START))
          .intoArray(y, from + i - START);
    }
  }

  private static void affineSumRelu(
      int length, float[] x, int from, float[] wide, int run, float[] other, float[] y) {
    for (int i = START; i < START + length; i += WIDTH) {
      FloatVector v =
          FloatVector.fromArray(S, x, from + i - START)
              .mul(FloatVector.fromArray(S, wide, i))
              .add(FloatVector.fromArray(S, wide, run + i))
              .add(FloatVector.fromArray(S, other, from + i - START));
      v.blend(0f, v.compare(LE, 0f)).intoArray(y, from + i - START);
    }
  }

  @Override
  public void gradient(
      int length, float[] dy, float[] y, float[] x, int from, float[] wide, int run, float[] dx) {
    if (y == null) {
      for (int i = START; i < START + length; i += WIDTH) {
        FloatVector slope =
            FloatVector.fromArray(S, x, from + i - START)
                .mul(FloatVector.fromArray(S, wide, run + i));
        FloatVector.fromArray(S, dy, from + i - START)
            .mul(FloatVector.fromArray(S, wide, i))
            .add(slope)
            .add(FloatVector.fromArray(S, wide, 2 * run + i))
            .intoArray(dx, from + i - START);
      }
    } else {
      maskedGradient(length, dy, y, x, from, wide, run, dx);
    }
  }

  private static void maskedGradient(
      int length, float[] dy, float[] y, float[] x, int from, float[] wide, int run, float[] dx) {
    for (int i = START; i < START + length; i += WIDTH) {
      FloatVector slope =
          FloatVector.fromArray(S, x, from + i - START)
              .mul(FloatVector.fromArray(S, wide, run + i));
      FloatVector.fromArray(S, dy, from + i - START)
          .blend(0f, FloatVector.fromArray(S, y, from + i - START).compare(LE, 0f))
          .mul(FloatVector.fromArray(S, wide, i))
          .add(slope)
          .add(FloatVector.fromArray(S, wide, 2 * run + i))
          .intoArray(dx, from + i - START);
    }
  }

  @Override
  public void addMasked(int length, float[] dy, float[] y, float[] other, int from, float[] out) {
    for (int i = from; i < from + length; i += WIDTH) {
      FloatVector.fromArray(S, dy, i)
          .blend(0f, FloatVector.fromArray(S, y, i).compare(LE, 0f))
          .add(FloatVector.fromArray(S, other, i))
          .intoArray(out, i);
    }
  }
}
