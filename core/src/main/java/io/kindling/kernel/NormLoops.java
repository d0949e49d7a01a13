package io.kindling.kernel;

import java.util.Arrays;

/**
 * The loops of batch normalization and global pooling over the lanes layout: per channel, sums over
 * samples and pixels, and affine maps. Plain loops over runs of whole pixels, which the JIT
 * vectorizes. Sums are taken for each block of samples in float32, and across lanes and blocks in
 * float64, in a fixed order.
 */
public final class NormLoops {
  private static final int BLOCK = Lanes.BLOCK;

  /** Floats of a run: a few pixels, so that runs are long and accumulators stay in L1. */
  private static final int RUN = 2048;

  private NormLoops() {}

  /** {@code sums[c]}: the sum of channel c. */
  public static void sums(LanesShape shape, float[] x, double[] sums) {
    int channels = shape.channels();
    double[][] parts = new double[shape.blocks()][channels];
    Parallel.forRange(
        shape.blocks(),
        block -> {
          int run = run(shape);
          float[] sum = zeros(Scratch.PARTIALS, run);
          int end = (block + 1) * shape.blockSize();
          for (int i = block * shape.blockSize(); i < end; i += run) {
            add(Math.min(run, end - i), x, i, sum);
          }
          fold(shape, block, sum, run, parts[block]);
        });
    total(parts, sums);
  }

  /** Mean and biased variance of each channel, from sums of distances to its first element. */
  public static void moments(LanesShape shape, float[] x, double[] mean, double[] variance) {
    int channels = shape.channels();
    int run = run(shape);
    float[] origin = Scratch.floats(Scratch.WEIGHTS, run);
    for (int i = 0; i < run; i++) {
      origin[i] = x[i / BLOCK % channels * BLOCK];
    }
    double[][] sums = new double[shape.blocks()][channels];
    double[][] squares = new double[shape.blocks()][channels];
    Parallel.forRange(
        shape.blocks(),
        block -> {
          float[] partial = zeros(Scratch.PARTIALS, run);
          float[] second = zeros(Scratch.SAMPLES, run);
          int end = (block + 1) * shape.blockSize();
          for (int i = block * shape.blockSize(); i < end; i += run) {
            addSquares(Math.min(run, end - i), x, i, origin, partial, second);
          }
          fold(shape, block, partial, run, sums[block]);
          fold(shape, block, second, run, squares[block]);
        });
    total(sums, mean);
    total(squares, variance);
    double count = (double) shape.batch() * shape.plane();
    for (int c = 0; c < channels; c++) {
      double distance = mean[c] / count;
      mean[c] = x[c * BLOCK] + distance;
      variance[c] = Math.max(0, variance[c] / count - distance * distance);
    }
  }

  /**
   * {@code y = x * scale[c] + shift[c]}, {@code + other} unless null, and then {@code max(y, 0)} if
   * {@code relu}.
   */
  public static void affine(
      LanesShape shape,
      float[] x,
      float[] scale,
      float[] shift,
      float[] other,
      boolean relu,
      float[] y) {
    int run = run(shape);
    float[] wide = Scratch.floats(Scratch.WEIGHTS, 2 * run);
    widen(shape, scale, wide, 0, run);
    widen(shape, shift, wide, run, run);
    Parallel.forRange(
        shape.blocks(),
        block -> {
          int end = (block + 1) * shape.blockSize();
          for (int i = block * shape.blockSize(); i < end; i += run) {
            int length = Math.min(run, end - i);
            if (other != null) {
              affineSum(length, x, i, wide, run, other, relu ? 0f : Float.NEGATIVE_INFINITY, y);
            } else if (relu) {
              affineRelu(length, x, i, wide, run, y);
            } else {
              affineRun(length, x, i, wide, run, y);
            }
          }
        });
  }

  /**
   * Sums for the gradient of a normalization: {@code sums[c]} of dy and {@code products[c]} of
   * {@code dy * (x - center[c])}.
   *
   * @param y the output of the ReLU that followed, through which dy came; null for none
   */
  public static void gradientSums(
      LanesShape shape,
      float[] dy,
      float[] y,
      float[] x,
      float[] center,
      double[] sums,
      double[] products) {
    int run = run(shape);
    float[] wide = Scratch.floats(Scratch.WEIGHTS, run);
    widen(shape, center, wide, 0, run);
    ReluKernels relu = Kernels.active().relu();
    double[][] first = new double[shape.blocks()][shape.channels()];
    double[][] others = new double[shape.blocks()][shape.channels()];
    Parallel.forRange(
        shape.blocks(),
        block -> {
          float[] partial = zeros(Scratch.PARTIALS, run);
          float[] second = zeros(Scratch.SAMPLES, run);
          int end = (block + 1) * shape.blockSize();
          for (int i = block * shape.blockSize(); i < end; i += run) {
            int length = Math.min(run, end - i);
            if (y == null) {
              addProducts(length, dy, i, x, i, wide, partial, second);
            } else {
              float[] masked = Scratch.floats(Scratch.GRADIENTS, run);
              relu.backward(length, y, i, dy, i, masked, 0);
              addProducts(length, masked, 0, x, i, wide, partial, second);
            }
          }
          fold(shape, block, partial, run, first[block]);
          fold(shape, block, second, run, others[block]);
        });
    total(first, sums);
    total(others, products);
  }

  /**
   * {@code dx = dy * a[c] + x * b[c] + d[c]}.
   *
   * @param y as for {@link #gradientSums}
   */
  public static void gradient(
      LanesShape shape,
      float[] dy,
      float[] y,
      float[] x,
      float[] a,
      float[] b,
      float[] d,
      float[] dx) {
    int run = run(shape);
    float[] wide = Scratch.floats(Scratch.WEIGHTS, 3 * run);
    widen(shape, a, wide, 0, run);
    widen(shape, b, wide, run, run);
    widen(shape, d, wide, 2 * run, run);
    ReluKernels relu = Kernels.active().relu();
    Parallel.forRange(
        shape.blocks(),
        block -> {
          int end = (block + 1) * shape.blockSize();
          for (int i = block * shape.blockSize(); i < end; i += run) {
            int length = Math.min(run, end - i);
            if (y == null) {
              combine(length, dy, i, x, i, wide, run, dx);
            } else {
              float[] masked = Scratch.floats(Scratch.GRADIENTS, run);
              relu.backward(length, y, i, dy, i, masked, 0);
              combine(length, masked, 0, x, i, wide, run, dx);
            }
          }
        });
  }

  /**
   * {@code out = (y <= 0 ? 0 : dy) + other}: the gradients of a ReLU and of a shortcut around it.
   */
  public static void addMasked(
      LanesShape shape, float[] dy, float[] y, float[] other, float[] out) {
    ReluKernels relu = Kernels.active().relu();
    Parallel.forRange(
        shape.blocks(),
        block -> {
          int end = (block + 1) * shape.blockSize();
          for (int i = block * shape.blockSize(); i < end; i += RUN) {
            int length = Math.min(RUN, end - i);
            relu.backward(length, y, i, dy, i, out, i);
            addTo(length, other, i, out, i);
          }
        });
  }

  /** {@code y[n, c]}: the mean of the pixels of x[n, c]. */
  public static void meanOfPixels(LanesShape shape, float[] x, float[] y) {
    int pixel = shape.channels() * BLOCK;
    Parallel.forRange(
        shape.blocks(),
        block -> {
          int to = block * pixel;
          Arrays.fill(y, to, to + pixel, 0f);
          for (int i = 0; i < shape.plane(); i++) {
            addTo(pixel, x, block * shape.blockSize() + i * pixel, y, to);
          }
          scaleTo(pixel, 1f / shape.plane(), y, to, y, to);
        });
  }

  /** The gradient of {@link #meanOfPixels}: {@code dx[n, c, pixel] = dy[n, c] / pixels}. */
  public static void meanOfPixelsBackward(LanesShape shape, float[] dy, float[] dx) {
    int pixel = shape.channels() * BLOCK;
    Parallel.forRange(
        shape.blocks(),
        block -> {
          for (int i = 0; i < shape.plane(); i++) {
            int to = block * shape.blockSize() + i * pixel;
            scaleTo(pixel, 1f / shape.plane(), dy, block * pixel, dx, to);
          }
        });
  }

  private static int run(LanesShape shape) {
    int pixel = shape.channels() * BLOCK;
    return pixel * Math.max(1, Math.min(shape.plane(), RUN / pixel));
  }

  private static float[] zeros(int slot, int length) {
    float[] buffer = Scratch.floats(slot, length);
    Arrays.fill(buffer, 0, length, 0f);
    return buffer;
  }

  private static void widen(LanesShape shape, float[] values, float[] wide, int to, int run) {
    for (int i = 0; i < run; i++) {
      wide[to + i] = values[i / BLOCK % shape.channels()];
    }
  }

  private static void fold(LanesShape shape, int block, float[] partial, int run, double[] sums) {
    int used = Lanes.used(shape.batch(), block);
    for (int i = 0; i < run; i += BLOCK) {
      double sum = 0;
      for (int lane = 0; lane < used; lane++) {
        sum += partial[i + lane];
      }
      sums[i / BLOCK % shape.channels()] += sum;
    }
  }

  private static void total(double[][] parts, double[] sums) {
    Arrays.fill(sums, 0);
    for (double[] part : parts) {
      for (int c = 0; c < sums.length; c++) {
        sums[c] += part[c];
      }
    }
  }

  private static void add(int length, float[] x, int from, float[] sum) {
    for (int i = 0; i < length; i++) {
      sum[i] += x[from + i];
    }
  }

  private static void addTo(int length, float[] x, int from, float[] y, int to) {
    for (int i = 0; i < length; i++) {
      y[to + i] += x[from + i];
    }
  }

  private static void scaleTo(int length, float alpha, float[] x, int from, float[] y, int to) {
    for (int i = 0; i < length; i++) {
      y[to + i] = alpha * x[from + i];
    }
  }

  private static void addSquares(
      int length, float[] x, int from, float[] origin, float[] sum, float[] squares) {
    for (int i = 0; i < length; i++) {
      float d = x[from + i] - origin[i];
      sum[i] += d;
      squares[i] += d * d;
    }
  }

  private static void affineRun(int length, float[] x, int from, float[] wide, int run, float[] y) {
    for (int i = 0; i < length; i++) {
      y[from + i] = x[from + i] * wide[i] + wide[run + i];
    }
  }

  private static void affineRelu(
      int length, float[] x, int from, float[] wide, int run, float[] y) {
    for (int i = 0; i < length; i++) {
      y[from + i] = Math.max(x[from + i] * wide[i] + wide[run + i], 0f);
    }
  }

  private static void affineSum(
      int length,
      float[] x,
      int from,
      float[] wide,
      int run,
      float[] other,
      float least,
      float[] y) {
    for (int i = 0; i < length; i++) {
      y[from + i] = Math.max(x[from + i] * wide[i] + wide[run + i] + other[from + i], least);
    }
  }

  private static void addProducts(
      int length,
      float[] dy,
      int at,
      float[] x,
      int from,
      float[] center,
      float[] sum,
      float[] products) {
    for (int i = 0; i < length; i++) {
      float g = dy[at + i];
      sum[i] += g;
      products[i] += g * (x[from + i] - center[i]);
    }
  }

  private static void combine(
      int length, float[] dy, int at, float[] x, int from, float[] wide, int run, float[] dx) {
    for (int i = 0; i < length; i++) {
      dx[from + i] = dy[at + i] * wide[i] + x[from + i] * wide[run + i] + wide[2 * run + i];
    }
  }
}
