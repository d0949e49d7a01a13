package io.kindling.kernel.simd;

import io.kindling.kernel.Lanes;
import io.kindling.kernel.MatMulKernels;
import io.kindling.kernel.MatMulShape;
import io.kindling.kernel.Parallel;
import io.kindling.kernel.Scratch;
import io.kindling.kernel.simd.tile.Tile;
import java.util.Arrays;

/**
 * {@link MatMulKernels} by the micro-kernels of {@link Tile}: op(B) is packed into panels of
 * sixteen columns, op(A) into tiles of rows, in slices of the inner dimension that stay in cache.
 */
final class SimdMatMulKernels implements MatMulKernels {
  /** Steps of the inner dimension handled at a time: a panel pair of 32 kB. */
  private static final int SLICE = 256;

  /** Rows of C in a unit of parallel work. */
  private static final int ROWS = 64;

  @Override
  public void multiply(
      MatMulShape shape,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      boolean accumulate) {
    int rows = shape.rows();
    int columns = shape.columns();
    if (shape.inner() == 0) {
      if (!accumulate) {
        Arrays.fill(c, cFrom, cFrom + rows * columns, 0f);
      }
      return;
    }
    int panels = (columns + 15) / 16;
    int size = panels * 16 * Math.min(SLICE, shape.inner());
    try (Scratch.Floats packed = Scratch.WEIGHTS.lease(SimdMatMulKernels.class, size)) {
      multiply(shape, a, aFrom, b, bFrom, c, cFrom, accumulate, packed.array());
    }
  }

  private static void multiply(
      MatMulShape shape,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      boolean accumulate,
      float[] packedB) {
    int rows = shape.rows();
    int panels = (shape.columns() + 15) / 16;
    for (int k = 0; k < shape.inner(); k += SLICE) {
      int first = k;
      int steps = Math.min(SLICE, shape.inner() - k);
      Parallel.forRange(
          panels, panel -> packPanel(shape, panel * 16, first, steps, b, bFrom, packedB));
      Parallel.forRange(
          (rows + ROWS - 1) / ROWS,
          unit ->
              band(
                  shape,
                  unit * ROWS,
                  first,
                  steps,
                  a,
                  aFrom,
                  packedB,
                  c,
                  cFrom,
                  accumulate || first > 0));
    }
  }

  private static void packPanel(
      MatMulShape shape, int column, int first, int steps, float[] b, int bFrom, float[] packed) {
    int to = Lanes.START + column * steps;
    int width = Math.min(16, shape.columns() - column);
    if (width < 16) {
      Arrays.fill(packed, to, to + steps * 16, 0f);
    }
    if (shape.transposeB()) {
      // A line of the cache of one column after the other: columns a power of two apart would
      // displace each other.
      for (int t = 0; t < steps; t += 16) {
        int n = Math.min(16, steps - t);
        for (int j = 0; j < width; j++) {
          int from = bFrom + (column + j) * shape.inner() + first + t;
          spread(n, b, from, packed, to + t * 16 + j);
        }
      }
    } else {
      for (int t = 0; t < steps; t++) {
        int from = bFrom + (first + t) * shape.columns() + column;
        System.arraycopy(b, from, packed, to + t * 16, width);
      }
    }
  }

  private static void spread(int n, float[] b, int from, float[] packed, int to) {
    for (int i = 0; i < n; i++) {
      packed[to + i * 16] = b[from + i];
    }
  }

  private static void band(
      MatMulShape shape,
      int row,
      int first,
      int steps,
      float[] a,
      int aFrom,
      float[] packedB,
      float[] c,
      int cFrom,
      boolean accumulate) {
    int end = Math.min(shape.rows(), row + ROWS);
    try (Scratch.Floats packed = Scratch.ROWS.lease(SimdMatMulKernels.class, ROWS * SLICE);
        Scratch.Floats edge = Scratch.PARTIALS.lease(SimdMatMulKernels.class, 32 * Tile.LOW)) {
      band(
          shape,
          row,
          end,
          first,
          steps,
          a,
          aFrom,
          packed.array(),
          packedB,
          edge.array(),
          c,
          cFrom,
          accumulate);
    }
  }

  private static void band(
      MatMulShape shape,
      int row,
      int end,
      int first,
      int steps,
      float[] a,
      int aFrom,
      float[] packedA,
      float[] packedB,
      float[] edge,
      float[] c,
      int cFrom,
      boolean accumulate) {
    packRows(shape, row, end, first, steps, a, aFrom, packedA);
    for (int column = 0; column < shape.columns(); column += 32) {
      int height;
      for (int r = row; r < end; r += height) {
        height = Tile.height(end - r, Tile.LOW);
        int left = shape.columns() - column;
        int from = Lanes.START + column * steps;
        int w = (r - row) * steps;
        int to = cFrom + r * shape.columns() + column;
        int second = left > 16 ? 16 * steps : 0;
        if (left >= 32 || left == 16) {
          int to2 = left == 16 ? 0 : 16;
          Tile.pair(
              height,
              packedB,
              from,
              second,
              steps,
              packedA,
              w,
              c,
              to,
              to2,
              shape.columns(),
              accumulate);
        } else {
          int to2 = left > 16 ? 16 : 0;
          Tile.pair(
              height, packedB, from, second, steps, packedA, w, edge, Lanes.START, to2, 32, false);
          addEdge(edge, height, left, c, to, shape.columns(), accumulate);
        }
      }
    }
  }

  private static void addEdge(
      float[] edge, int height, int width, float[] c, int to, int cStep, boolean accumulate) {
    for (int r = 0; r < height; r++) {
      for (int j = 0; j < width; j++) {
        int at = to + r * cStep + j;
        float sum = edge[Lanes.START + r * 32 + j];
        c[at] = accumulate ? c[at] + sum : sum;
      }
    }
  }

  private static void packRows(
      MatMulShape shape, int row, int end, int first, int steps, float[] a, int aFrom, float[] p) {
    int to = 0;
    int height;
    for (int r = row; r < end; r += height) {
      height = Tile.height(end - r, Tile.LOW);
      int rowStep = shape.transposeA() ? 1 : shape.inner();
      int innerStep = shape.transposeA() ? shape.rows() : 1;
      int from = aFrom + r * rowStep + first * innerStep;
      for (int t = 0; t < steps; t++) {
        for (int j = 0; j < height; j++) {
          p[to++] = a[from + j * rowStep];
        }
        from += innerStep;
      }
    }
  }
}
