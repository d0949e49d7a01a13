package io.kindling.kernel.scalar;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.ConvKernels;
import io.kindling.kernel.Lanes;
import io.kindling.kernel.Parallel;
import io.kindling.kernel.Scratch;
import java.util.Arrays;

/**
 * {@link ConvKernels} in plain loops, tap by tap. Each block of samples is first laid out with one
 * run of (column, sample) for each row and channel, so that a tap is a long run of multiply-adds,
 * which the JIT vectorizes.
 */
public final class ScalarConvKernels implements ConvKernels {
  private static final int BLOCK = Lanes.BLOCK;

  @Override
  public void forward(
      ConvGeometry g, float[] x, float[] w, int wFrom, float[] bias, int biasFrom, float[] y) {
    int line = g.outWidth() * BLOCK;
    Parallel.forRange(
        g.blocks(),
        block -> {
          float[] in = ChannelRows.of(Scratch.ROWS, x, block, BLOCK, inRows(g));
          float[] row = Scratch.floats(Scratch.PARTIALS, line);
          for (int oy = 0; oy < g.outHeight(); oy++) {
            for (int o = 0; o < g.outChannels(); o++) {
              Arrays.fill(row, 0, line, bias == null ? 0f : bias[biasFrom + o]);
              forwardRow(g, oy, o, in, w, wFrom, row);
              ChannelRows.put(row, y, block, oy, o, outRows(g));
            }
          }
        });
  }

  private static void forwardRow(
      ConvGeometry g, int oy, int o, float[] in, float[] w, int wFrom, float[] row) {
    int firstChannel = o / g.groupOutChannels() * g.groupInChannels();
    int at = wFrom + o * g.groupInChannels() * g.kernelHeight() * g.kernelWidth();
    for (int c = 0; c < g.groupInChannels(); c++) {
      for (int kh = 0; kh < g.kernelHeight(); kh++) {
        int iy = oy * g.strideHeight() - g.padHeight() + kh * g.dilationHeight();
        boolean inside = iy >= 0 && iy < g.inHeight();
        for (int kw = 0; kw < g.kernelWidth(); kw++, at++) {
          if (inside) {
            Run run = new Run(g, kw);
            int from = (iy * g.inChannels() + firstChannel + c) * g.inWidth() * BLOCK;
            for (int i = 0; i < run.pieces; i++) {
              axpy(run.length, w[at], in, from + run.in(i), row, run.out(i));
            }
          }
        }
      }
    }
  }

  @Override
  public void backwardData(ConvGeometry g, float[] dy, float[] w, int wFrom, float[] dx) {
    int line = g.inWidth() * BLOCK;
    Parallel.forRange(
        g.blocks(),
        block -> {
          float[] out = ChannelRows.of(Scratch.ROWS, dy, block, BLOCK, outRows(g));
          float[] row = Scratch.floats(Scratch.PARTIALS, line);
          for (int iy = 0; iy < g.inHeight(); iy++) {
            for (int c = 0; c < g.inChannels(); c++) {
              Arrays.fill(row, 0, line, 0f);
              backwardRow(g, iy, c, out, w, wFrom, row);
              ChannelRows.put(row, dx, block, iy, c, inRows(g));
            }
          }
        });
  }

  private static void backwardRow(
      ConvGeometry g, int iy, int c, float[] out, float[] w, int wFrom, float[] row) {
    int taps = g.kernelHeight() * g.kernelWidth();
    int firstOut = c / g.groupInChannels() * g.groupOutChannels();
    for (int o = firstOut; o < firstOut + g.groupOutChannels(); o++) {
      int at = wFrom + (o * g.groupInChannels() + c % g.groupInChannels()) * taps;
      for (int kh = 0; kh < g.kernelHeight(); kh++) {
        int scaled = iy + g.padHeight() - kh * g.dilationHeight();
        int oy = scaled / g.strideHeight();
        if (scaled >= 0 && scaled % g.strideHeight() == 0 && oy < g.outHeight()) {
          int from = (oy * g.outChannels() + o) * g.outWidth() * BLOCK;
          for (int kw = 0; kw < g.kernelWidth(); kw++) {
            Run run = new Run(g, kw);
            float weight = w[at + kh * g.kernelWidth() + kw];
            for (int i = 0; i < run.pieces; i++) {
              axpy(run.length, weight, out, from + run.out(i), row, run.in(i));
            }
          }
        }
      }
    }
  }

  @Override
  public void backwardWeights(ConvGeometry g, float[] x, float[] dy, float[] dw, int dwFrom) {
    Arrays.fill(dw, dwFrom, dwFrom + g.weightCount(), 0f);
    for (int block = 0; block < g.blocks(); block++) {
      int used = Lanes.used(g.batch(), block);
      float[] in = ChannelRows.of(Scratch.ROWS, x, block, used, inRows(g));
      float[] out = ChannelRows.of(Scratch.GRADIENTS, dy, block, used, outRows(g));
      Parallel.forRange(g.outChannels(), o -> weightsOf(g, o, in, out, dw, dwFrom));
    }
  }

  private static void weightsOf(
      ConvGeometry g, int o, float[] in, float[] out, float[] dw, int dwFrom) {
    int line = g.outWidth() * BLOCK;
    float[] sums = Scratch.floats(Scratch.PARTIALS, line);
    int firstChannel = o / g.groupOutChannels() * g.groupInChannels();
    int at = dwFrom + o * g.groupInChannels() * g.kernelHeight() * g.kernelWidth();
    for (int c = 0; c < g.groupInChannels(); c++) {
      for (int kh = 0; kh < g.kernelHeight(); kh++) {
        for (int kw = 0; kw < g.kernelWidth(); kw++, at++) {
          Arrays.fill(sums, 0, line, 0f);
          Run run = new Run(g, kw);
          for (int oy = 0; oy < g.outHeight(); oy++) {
            int iy = oy * g.strideHeight() - g.padHeight() + kh * g.dilationHeight();
            if (iy >= 0 && iy < g.inHeight()) {
              int from = (iy * g.inChannels() + firstChannel + c) * g.inWidth() * BLOCK;
              int gradient = (oy * g.outChannels() + o) * line;
              for (int i = 0; i < run.pieces; i++) {
                int to = run.out(i);
                multiplyAdd(run.length, in, from + run.in(i), out, gradient + to, sums, to);
              }
            }
          }
          float sum = 0f;
          for (int i = 0; i < line; i++) {
            sum += sums[i];
          }
          dw[at] += sum;
        }
      }
    }
  }

  private static ChannelRows.Size inRows(ConvGeometry g) {
    return new ChannelRows.Size(g.inHeight(), g.inWidth(), g.inChannels());
  }

  private static ChannelRows.Size outRows(ConvGeometry g) {
    return new ChannelRows.Size(g.outHeight(), g.outWidth(), g.outChannels());
  }

  private static void axpy(int length, float alpha, float[] x, int from, float[] y, int to) {
    for (int i = 0; i < length; i++) {
      y[to + i] += alpha * x[from + i];
    }
  }

  private static void multiplyAdd(
      int length, float[] x, int from, float[] d, int gradient, float[] y, int to) {
    for (int i = 0; i < length; i++) {
      y[to + i] += x[from + i] * d[gradient + i];
    }
  }

  /** The output columns that a kernel column reaches: one run, or a run for each if strided. */
  private static final class Run {
    final int pieces;
    final int length;
    private final int firstIn;
    private final int firstOut;
    private final int stride;

    Run(ConvGeometry g, int kw) {
      int offset = kw * g.dilationWidth() - g.padWidth();
      stride = g.strideWidth();
      firstOut = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
      int last = Math.min(g.outWidth() - 1, Math.floorDiv(g.inWidth() - 1 - offset, stride));
      int columns = Math.max(0, last + 1 - firstOut);
      firstIn = firstOut * stride + offset;
      pieces = stride == 1 ? Math.min(columns, 1) : columns;
      length = stride == 1 ? columns * BLOCK : BLOCK;
    }

    int in(int piece) {
      return (firstIn + piece * stride) * BLOCK;
    }

    int out(int piece) {
      return (firstOut + piece) * BLOCK;
    }
  }
}
