package io.kindling.kernel.scalar;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.ConvKernels;
import io.kindling.kernel.Lanes;
import io.kindling.kernel.Parallel;
import java.util.Arrays;

/**
 * {@link ConvKernels} in plain loops over whole rows of (column, sample), in the form that the JIT
 * vectorizes: see {@link TapRows}.
 */
public final class ScalarConvKernels implements ConvKernels {
  private static final int BLOCK = Lanes.BLOCK;

  @Override
  public void forward(
      ConvGeometry g, float[] x, float[] w, int wFrom, float[] bias, int biasFrom, float[] y) {
    Parallel.forRange(g.blocks(), block -> forwardBlock(g, block, x, w, wFrom, bias, biasFrom, y));
  }

  private static void forwardBlock(
      ConvGeometry g,
      int block,
      float[] x,
      float[] w,
      int wFrom,
      float[] bias,
      int biasFrom,
      float[] y) {
    int line = g.outWidth() * BLOCK;
    int perChannel = g.kernelHeight() * g.kernelWidth();
    int perOutput = g.groupInChannels() * perChannel;
    TapRows rows = new TapRows(new TapColumns.Forward(g), g.inChannels(), window(g));
    TapSum sum = new TapSum(rows, perOutput, line);
    float[][] results = RowPool.rows(RowPool.RESULTS, g.outChannels(), line);
    for (int oy = 0; oy < g.outHeight(); oy++) {
      for (int kh = 0; kh < g.kernelHeight(); kh++) {
        int iy = inputRow(g, oy, kh);
        if (iy >= 0) {
          rows.load(x, g.inStart(block), Lanes.used(g.batch(), block), iy);
        }
      }
      for (int group = 0; group < g.groups(); group++) {
        sum.clear();
        for (int kh = 0; kh < g.kernelHeight(); kh++) {
          int iy = inputRow(g, oy, kh);
          for (int c = 0; iy >= 0 && c < g.groupInChannels(); c++) {
            for (int kw = 0; kw < g.kernelWidth(); kw++) {
              int weight = c * perChannel + kh * g.kernelWidth() + kw;
              sum.add(iy, group * g.groupInChannels() + c, kw, weight);
            }
          }
        }
        int first = group * g.groupOutChannels();
        for (int o = first; o < first + g.groupOutChannels(); o++) {
          Arrays.fill(results[o], 0, line, bias == null ? 0f : bias[biasFrom + o]);
        }
        int from = wFrom + first * perOutput;
        sum.run(w, from, perOutput, results, first, g.groupOutChannels(), line);
      }
      put(results, y, g.outStart(block), oy, g.outWidth(), g.outChannels());
    }
  }

  @Override
  public void backwardData(ConvGeometry g, float[] dy, float[] w, int wFrom, float[] dx) {
    Parallel.forRange(g.blocks(), block -> backwardBlock(g, block, dy, w, wFrom, dx));
  }

  private static void backwardBlock(
      ConvGeometry g, int block, float[] dy, float[] w, int wFrom, float[] dx) {
    int line = g.inWidth() * BLOCK;
    int perChannel = g.kernelHeight() * g.kernelWidth();
    int perOutput = g.groupInChannels() * perChannel;
    TapRows rows = new TapRows(new TapColumns.Backward(g), g.outChannels(), window(g));
    TapSum sum = new TapSum(rows, g.groupOutChannels() * perChannel, line);
    float[][] results = RowPool.rows(RowPool.RESULTS, g.inChannels(), line);
    for (int iy = 0; iy < g.inHeight(); iy++) {
      for (int kh = 0; kh < g.kernelHeight(); kh++) {
        int oy = outputRow(g, iy, kh);
        if (oy >= 0) {
          rows.load(dy, g.outStart(block), Lanes.used(g.batch(), block), oy);
        }
      }
      for (int group = 0; group < g.groups(); group++) {
        sum.clear();
        for (int kh = 0; kh < g.kernelHeight(); kh++) {
          int oy = outputRow(g, iy, kh);
          for (int o = 0; oy >= 0 && o < g.groupOutChannels(); o++) {
            for (int kw = 0; kw < g.kernelWidth(); kw++) {
              int weight = o * perOutput + kh * g.kernelWidth() + kw;
              sum.add(oy, group * g.groupOutChannels() + o, kw, weight);
            }
          }
        }
        int first = group * g.groupInChannels();
        for (int c = first; c < first + g.groupInChannels(); c++) {
          Arrays.fill(results[c], 0, line, 0f);
        }
        int from = wFrom + group * g.groupOutChannels() * perOutput;
        sum.run(w, from, perChannel, results, first, g.groupInChannels(), line);
      }
      put(results, dx, g.inStart(block), iy, g.inWidth(), g.inChannels());
    }
  }

  @Override
  public void backwardWeights(
      ConvGeometry geometry, float[] x, float[] dy, float[] dw, int dwFrom) {
    WeightSums.run(geometry.flattened(), x, dy, dw, dwFrom);
  }

  /** Rows that the taps of one row of a result span at most. */
  private static int window(ConvGeometry g) {
    return (g.kernelHeight() - 1) * g.dilationHeight() + 1;
  }

  private static int inputRow(ConvGeometry g, int oy, int kh) {
    int iy = oy * g.strideHeight() - g.padHeight() + kh * g.dilationHeight();
    return iy < g.inHeight() ? iy : -1;
  }

  private static int outputRow(ConvGeometry g, int iy, int kh) {
    int scaled = iy + g.padHeight() - kh * g.dilationHeight();
    int oy = scaled / g.strideHeight();
    boolean hits = scaled >= 0 && scaled % g.strideHeight() == 0 && oy < g.outHeight();
    return hits ? oy : -1;
  }

  /** Stores one row of all channels into the lanes layout. */
  private static void put(float[][] rows, float[] y, int from, int line, int width, int channels) {
    int to = from + line * width * channels * BLOCK;
    for (int column = 0; column < width; column++) {
      for (int channel = 0; channel < channels; channel++) {
        System.arraycopy(rows[channel], column * BLOCK, y, to, BLOCK);
        to += BLOCK;
      }
    }
  }
}
