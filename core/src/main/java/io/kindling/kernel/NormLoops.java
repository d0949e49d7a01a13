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
    NormKernels kernels = Kernels.active().norm();
    int run = run(shape);
    try (Scratch.Doubles held = blockSums(shape)) {
      double[] parts = held.array();
      Parallel.forRange(
          shape.blocks(),
          block -> {
            try (Scratch.Floats sum = zeros(Scratch.PARTIALS, run)) {
              int end = shape.start(block + 1);
              for (int i = shape.start(block); i < end; i += run) {
                kernels.add(Math.min(run, end - i), x, i, sum.array());
              }
              fold(shape, block, sum.array(), run, parts, 0);
            }
          });
      total(shape, parts, 0, sums);
    }
  }

  /** Mean and biased variance of each channel, from sums of distances to its first element. */
  public static void moments(LanesShape shape, float[] x, double[] mean, double[] variance) {
    int channels = shape.channels();
    int run = run(shape);
    try (Scratch.Floats first = Scratch.WEIGHTS.lease(NormLoops.class, run);
        Scratch.Doubles held = blockSums(shape)) {
      float[] origin = first.array();
      double[] parts = held.array();
      for (int i = 0; i < run; i++) {
        origin[Lanes.START + i] = x[Lanes.START + i / BLOCK % channels * BLOCK];
      }
      if (Parallel.isAlone(shape.blocks())) {
        for (int block = 0; block < shape.blocks(); block++) {
          addMoments(block, shape, x, origin, run, parts);
        }
      } else {
        Parallel.forRange(shape.blocks(), block -> addMoments(block, shape, x, origin, run, parts));
      }
      total(shape, parts, 0, mean);
      total(shape, parts, 1, variance);
    }
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
    try (Scratch.Floats partial = zeros(Scratch.PARTIALS, run);
        Scratch.Floats second = zeros(Scratch.SAMPLES, run)) {
      int end = shape.start(block + 1);
      for (int i = shape.start(block); i < end; i += run) {
        int n = Math.min(run, end - i);
        kernels.addSquares(n, x, i, origin, partial.array(), second.array());
      }
      fold(shape, block, partial.array(), run, parts, 0);
      fold(shape, block, second.array(), run, parts, 1);
    }
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
    try (Scratch.Floats held = Scratch.WEIGHTS.lease(NormLoops.class, 2 * run)) {
      float[] wide = held.array();
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
    try (Scratch.Floats widened = Scratch.WEIGHTS.lease(NormLoops.class, run);
        Scratch.Doubles held = blockSums(shape)) {
      float[] wide = widened.array();
      double[] parts = held.array();
      widen(shape, center, 0, 0f, wide, 0, run);
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
    try (Scratch.Floats partial = zeros(Scratch.PARTIALS, run);
        Scratch.Floats second = zeros(Scratch.SAMPLES, run)) {
      int end = shape.start(block + 1);
      for (int i = shape.start(block); i < end; i += run) {
        int n = Math.min(run, end - i);
        kernels.addProducts(n, dy, y, x, i, wide, partial.array(), second.array());
      }
      fold(shape, block, partial.array(), run, parts, 0);
      fold(shape, block, second.array(), run, parts, 1);
    }
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
    try (Scratch.Floats held = Scratch.WEIGHTS.lease(NormLoops.class, 3 * run)) {
      float[] wide = held.array();
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

  private static Scratch.Floats zeros(Scratch.FloatSlot slot, int length) {
    Scratch.Floats lease = slot.lease(NormLoops.class, length);
    Arrays.fill(lease.array(), 0, Lanes.START + length, 0f);
    return lease;
  }

  /** Room for two sums of each block and channel. */
  private static Scratch.Doubles blockSums(LanesShape shape) {
    return Scratch.BLOCK_SUMS.lease(NormLoops.class, 2 * shape.blocks() * shape.channels());
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
