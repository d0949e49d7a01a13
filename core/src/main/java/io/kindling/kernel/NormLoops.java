package io.kindling.kernel;

import java.util.Arrays;

/**
 * The loops of batch normalization and global pooling over the lanes layout: per channel, sums over
 * samples and pixels, and affine maps, in runs of whole pixels by the {@link NormKernels}. Sums are
 * taken for each block of samples in float32, and across lanes and blocks in float64, in a fixed
 * order. On one thread nothing here makes an object.
 */
public final class NormLoops {
  private static final int BLOCK = Lanes.BLOCK;

  /** Floats of a run: a few pixels, so that runs are long and accumulators stay in L1. */
  private static final int RUN = 1024;

  private NormLoops() {}

  /** {@code sums[c]}: the sum of channel c. */
  public static void sums(LanesShape shape, float[] x, double[] sums) {
    int channels = shape.channels();
    double[] parts = Scratch.doubles(Scratch.BLOCK_SUMS, 2 * shape.blocks() * channels);
    NormKernels kernels = Kernels.active().norm();
    int run = run(shape);
    Parallel.forRange(
        shape.blocks(),
        block -> {
          float[] sum = zeros(Scratch.PARTIALS, run);
          int end = shape.start(block + 1);
          for (int i = shape.start(block); i < end; i += run) {
            kernels.add(Math.min(run, end - i), x, i, sum);
          }
          fold(shape, block, sum, run, parts, 0);
        });
    total(shape, parts, 0, sums);
  }

  /** Mean and biased variance of each channel, from sums of distances to its first element. */
  public static void moments(LanesShape shape, float[] x, double[] mean, double[] variance) {
    int channels = shape.channels();
    int run = run(shape);
    float[] origin = Scratch.floats(Scratch.WEIGHTS, run);
    for (int i = 0; i < run; i++) {
      origin[Lanes.START + i] = x[Lanes.START + i / BLOCK % channels * BLOCK];
    }
    double[] parts = Scratch.doubles(Scratch.BLOCK_SUMS, 2 * shape.blocks() * channels);
    if (Parallel.isAlone(shape.blocks())) {
      for (int block = 0; block < shape.blocks(); block++) {
        addMoments(block, shape, x, origin, run, parts);
      }
    } else {
      Parallel.forRange(shape.blocks(), block -> addMoments(block, shape, x, origin, run, parts));
    }
    total(shape, parts, 0, mean);
    total(shape, parts, 1, variance);
    double count = (double) shape.batch() * shape.plane();
    for (int c = 0; c < channels; c++) {
      double distance = mean[c] / count;
      mean[c] = x[Lanes.START + c * BLOCK] + distance;
      variance[c] = Math.max(0, variance[c] / count - distance * distance);
    }
  }

  private static void addMoments(
      int block, LanesShape shape, float[] x, float[] origin, int run, double[] parts) {
    NormKernels kernels = Kernels.active().norm();
    float[] partial = zeros(Scratch.PARTIALS, run);
    float[] second = zeros(Scratch.SAMPLES, run);
    int end = shape.start(block + 1);
    for (int i = shape.start(block); i < end; i += run) {
      kernels.addSquares(Math.min(run, end - i), x, i, origin, partial, second);
    }
    fold(shape, block, partial, run, parts, 0);
    fold(shape, block, second, run, parts, 1);
  }

  /**
   * {@code y = x * scale[c] + shift[c]}, {@code + other} unless null, and then {@code max(y, 0)} if
   * {@code relu}.
   *
   * @param constants scale, from {@code from} on, and shift right behind it
   */
  public static void affine(
      LanesShape shape,
      float[] x,
      float[] constants,
      int from,
      float[] other,
      boolean relu,
      float[] y) {
    int run = run(shape);
    float[] wide = Scratch.floats(Scratch.WEIGHTS, 2 * run);
    widen(shape, constants, from, 1f, wide, 0, run);
    widen(shape, constants, from + shape.channels(), 0f, wide, run, run);
    if (Parallel.isAlone(shape.blocks())) {
      for (int block = 0; block < shape.blocks(); block++) {
        affine(block, shape, x, wide, run, other, relu, y);
      }
    } else {
      Parallel.forRange(
          shape.blocks(), block -> affine(block, shape, x, wide, run, other, relu, y));
    }
  }

  private static void affine(
      int block,
      LanesShape shape,
      float[] x,
      float[] wide,
      int run,
      float[] other,
      boolean relu,
      float[] y) {
    NormKernels kernels = Kernels.active().norm();
    int end = shape.start(block + 1);
    for (int i = shape.start(block); i < end; i += run) {
      kernels.affine(Math.min(run, end - i), x, i, wide, run, other, relu, y);
    }
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
    widen(shape, center, 0, 0f, wide, 0, run);
    double[] parts = Scratch.doubles(Scratch.BLOCK_SUMS, 2 * shape.blocks() * shape.channels());
    if (Parallel.isAlone(shape.blocks())) {
      for (int block = 0; block < shape.blocks(); block++) {
        addGradients(block, shape, dy, y, x, wide, run, parts);
      }
    } else {
      Parallel.forRange(
          shape.blocks(), block -> addGradients(block, shape, dy, y, x, wide, run, parts));
    }
    total(shape, parts, 0, sums);
    total(shape, parts, 1, products);
  }

  private static void addGradients(
      int block,
      LanesShape shape,
      float[] dy,
      float[] y,
      float[] x,
      float[] wide,
      int run,
      double[] parts) {
    NormKernels kernels = Kernels.active().norm();
    float[] partial = zeros(Scratch.PARTIALS, run);
    float[] second = zeros(Scratch.SAMPLES, run);
    int end = shape.start(block + 1);
    for (int i = shape.start(block); i < end; i += run) {
      kernels.addProducts(Math.min(run, end - i), dy, y, x, i, wide, partial, second);
    }
    fold(shape, block, partial, run, parts, 0);
    fold(shape, block, second, run, parts, 1);
  }

  /**
   * {@code dx = dy * a[c] + x * b[c] + d[c]}.
   *
   * @param constants a, b and d, one after the other
   * @param y as for {@link #gradientSums}
   */
  public static void gradient(
      LanesShape shape, float[] dy, float[] y, float[] x, float[] constants, float[] dx) {
    int run = run(shape);
    float[] wide = Scratch.floats(Scratch.WEIGHTS, 3 * run);
    for (int k = 0; k < 3; k++) {
      widen(shape, constants, k * shape.channels(), 1f, wide, k * run, run);
    }
    if (Parallel.isAlone(shape.blocks())) {
      for (int block = 0; block < shape.blocks(); block++) {
        gradient(block, shape, dy, y, x, wide, run, dx);
      }
    } else {
      Parallel.forRange(shape.blocks(), block -> gradient(block, shape, dy, y, x, wide, run, dx));
    }
  }

  private static void gradient(
      int block,
      LanesShape shape,
      float[] dy,
      float[] y,
      float[] x,
      float[] wide,
      int run,
      float[] dx) {
    NormKernels kernels = Kernels.active().norm();
    int end = shape.start(block + 1);
    for (int i = shape.start(block); i < end; i += run) {
      kernels.gradient(Math.min(run, end - i), dy, y, x, i, wide, run, dx);
    }
  }

  /**
   * {@code out = (y <= 0 ? 0 : dy) + other}: the gradients of a ReLU and of a shortcut around it.
   */
  public static void addMasked(
      LanesShape shape, float[] dy, float[] y, float[] other, float[] out) {
    NormKernels kernels = Kernels.active().norm();
    Parallel.forRange(
        shape.blocks(),
        block -> {
          int end = shape.start(block + 1);
          for (int i = shape.start(block); i < end; i += RUN) {
            kernels.addMasked(Math.min(RUN, end - i), dy, y, other, i, out);
          }
        });
  }

  /** {@code y[n, c]}: the mean of the pixels of x[n, c]. */
  public static void meanOfPixels(LanesShape shape, float[] x, float[] y) {
    int pixel = shape.channels() * BLOCK;
    Parallel.forRange(
        shape.blocks(),
        block -> {
          int to = Lanes.START + block * pixel;
          Arrays.fill(y, to, to + pixel, 0f);
          for (int i = 0; i < shape.plane(); i++) {
            addTo(pixel, x, shape.start(block) + i * pixel, y, to);
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
            int to = shape.start(block) + i * pixel;
            scaleTo(pixel, 1f / shape.plane(), dy, Lanes.START + block * pixel, dx, to);
          }
        });
  }

  private static int run(LanesShape shape) {
    return run(shape, shape.plane());
  }

  /** Floats of a run of whole pixels, at most {@code most} of them. */
  static int run(LanesShape shape, int most) {
    int pixel = shape.channels() * BLOCK;
    return pixel * Math.max(1, Math.min(most, RUN / pixel));
  }

  private static float[] zeros(int slot, int length) {
    float[] buffer = Scratch.floats(slot, length);
    Arrays.fill(buffer, 0, Lanes.START + length, 0f);
    return buffer;
  }

  /**
   * Each channel's value, from {@code from} on, at all floats of the channel in a run; the same one
   * everywhere for null.
   */
  static void widen(
      LanesShape shape, float[] values, int from, float otherwise, float[] wide, int to, int run) {
    for (int i = 0; i < run; i += BLOCK) {
      float value = values == null ? otherwise : values[from + i / BLOCK % shape.channels()];
      int at = Lanes.START + to + i;
      Arrays.fill(wide, at, at + BLOCK, value);
    }
  }

  /** Adds up the lanes of one block's sums; {@code which} of the two kinds of sums it is. */
  private static void fold(
      LanesShape shape, int block, float[] partial, int run, double[] parts, int which) {
    int to = (which * shape.blocks() + block) * shape.channels();
    fold(shape.channels(), Lanes.used(shape.batch(), block), partial, run, parts, to);
  }

  /** Adds up the lanes in use of a run's pixels: one sum a channel, from {@code to} on. */
  static void fold(int channels, int used, float[] partial, int run, double[] parts, int to) {
    Arrays.fill(parts, to, to + channels, 0);
    for (int i = 0, c = 0; i < run; i += BLOCK) {
      double sum = 0;
      for (int lane = 0; lane < used; lane++) {
        sum += partial[Lanes.START + i + lane];
      }
      parts[to + c] += sum;
      c = c + 1 == channels ? 0 : c + 1;
    }
  }

  private static void total(LanesShape shape, double[] parts, int which, double[] sums) {
    int channels = shape.channels();
    Arrays.fill(sums, 0, channels, 0);
    int from = which * shape.blocks() * channels;
    for (int block = 0; block < shape.blocks(); block++) {
      for (int c = 0; c < channels; c++) {
        sums[c] += parts[from++];
      }
    }
  }

  private static void scaleTo(int length, float alpha, float[] x, int from, float[] y, int to) {
    for (int i = 0; i < length; i++) {
      y[to + i] = alpha * x[from + i];
    }
  }

  private static void addTo(int length, float[] x, int from, float[] y, int to) {
    for (int i = 0; i < length; i++) {
      y[to + i] += x[from + i];
    }
  }
}
