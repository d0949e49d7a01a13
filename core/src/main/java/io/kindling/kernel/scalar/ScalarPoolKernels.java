package io.kindling.kernel.scalar;

import io.kindling.kernel.Lanes;
import io.kindling.kernel.LanesShape;
import io.kindling.kernel.Parallel;
import io.kindling.kernel.PoolGeometry;
import io.kindling.kernel.PoolKernels;
import java.util.Arrays;

/** {@link PoolKernels} in plain loops. */
public final class ScalarPoolKernels implements PoolKernels {
  @Override
  public void maxForward(PoolGeometry g, float[] x, float[] y, float[] winner) {
    LanesShape in = g.input();
    int run = in.channels() * Lanes.BLOCK;
    Parallel.forRange(
        in.blocks() * g.outHeight(),
        unit -> {
          int block = unit / g.outHeight();
          int to = Lanes.START + unit * g.outWidth() * run;
          for (int column = 0; column < g.outWidth(); column++, to += run) {
            Arrays.fill(y, to, to + run, Float.NEGATIVE_INFINITY);
            Arrays.fill(winner, to, to + run, -1f);
            for (int kh = 0; kh < g.kernelHeight(); kh++) {
              int row = g.row(unit % g.outHeight(), kh);
              for (int kw = 0; kw < g.kernelWidth() && row >= 0 && row < in.height(); kw++) {
                int at = g.column(column, kw);
                if (at >= 0 && at < in.width()) {
                  int from = Lanes.START + ((block * in.height() + row) * in.width() + at) * run;
                  challenge(run, x, from, kh * g.kernelWidth() + kw, y, winner, to);
                }
              }
            }
          }
        });
  }

  private static void challenge(
      int run, float[] x, int from, int tap, float[] y, float[] winner, int to) {
    for (int i = 0; i < run; i++) {
      float value = x[from + i];
      if (value > y[to + i] || value != value || winner[to + i] < 0) {
        y[to + i] = value;
        winner[to + i] = tap;
      }
    }
  }

  @Override
  public void maxBackward(PoolGeometry g, float[] dy, float[] winner, float[] dx) {
    LanesShape in = g.input();
    int run = in.channels() * Lanes.BLOCK;
    Parallel.forRange(
        in.blocks(),
        block -> {
          Arrays.fill(dx, in.start(block), in.start(block + 1), 0f);
          int from = Lanes.START + block * g.outHeight() * g.outWidth() * run;
          for (int y = 0; y < g.outHeight(); y++) {
            for (int column = 0; column < g.outWidth(); column++, from += run) {
              for (int i = from; i < from + run; i++) {
                int tap = (int) winner[i];
                if (tap >= 0) {
                  int row = g.row(y, tap / g.kernelWidth());
                  int at = g.column(column, tap % g.kernelWidth());
                  int to = in.start(block) + (row * in.width() + at) * run;
                  dx[to + i - from] += dy[i];
                }
              }
            }
          }
        });
  }
}
