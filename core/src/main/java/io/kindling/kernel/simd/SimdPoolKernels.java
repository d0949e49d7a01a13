package io.kindling.kernel.simd;

import static io.kindling.kernel.simd.tile.Tile.S;
import static io.kindling.kernel.simd.tile.Tile.WIDTH;

import io.kindling.kernel.Lanes;
import io.kindling.kernel.LanesShape;
import io.kindling.kernel.Parallel;
import io.kindling.kernel.PoolGeometry;
import io.kindling.kernel.PoolKernels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link PoolKernels} in vectors, with a short way for the common window of 2 x 2. */
final class SimdPoolKernels implements PoolKernels {
  @Override
  public void maxForward(PoolGeometry g, float[] x, float[] y, float[] winner) {
    LanesShape in = g.input();
    int run = in.channels() * Lanes.BLOCK;
    int rows = g.outHeight();
    Parallel.forRange(
        in.blocks() * rows,
        unit -> {
          for (int column = 0; column < g.outWidth(); column++) {
            window(g, x, unit / rows, unit % rows, column, run, y, winner);
          }
        });
  }

  private static void window(
      PoolGeometry g,
      float[] x,
      int block,
      int row,
      int column,
      int run,
      float[] y,
      float[] winner) {
    LanesShape in = g.input();
    int to = Lanes.START + ((block * g.outHeight() + row) * g.outWidth() + column) * run;
    int top = g.row(row, 0);
    int left = g.column(column, 0);
    int corner = in.start(block) + (top * in.width() + left) * run;
    int down = g.dilationHeight() * in.width() * run;
    int across = g.dilationWidth() * run;
    if (isTwoByTwo(g, top, left)) {
      four(run, x, corner, across, down, y, winner, to);
      return;
    }
    boolean first = true;
    for (int kh = 0; kh < g.kernelHeight(); kh++) {
      int r = g.row(row, kh);
      for (int kw = 0; kw < g.kernelWidth() && r >= 0 && r < in.height(); kw++) {
        int c = g.column(column, kw);
        if (c >= 0 && c < in.width()) {
          int tap = kh * g.kernelWidth() + kw;
          int from = corner + kh * down + kw * across;
          if (first) {
            System.arraycopy(x, from, y, to, run);
            Arrays.fill(winner, to, to + run, tap);
          } else {
            challenge(run, x, from, tap, y, winner, to);
          }
          first = false;
        }
      }
    }
    if (first) {
      Arrays.fill(y, to, to + run, Float.NEGATIVE_INFINITY);
      Arrays.fill(winner, to, to + run, -1f);
    }
  }

  private static boolean isTwoByTwo(PoolGeometry g, int top, int left) {
    return g.kernelHeight() == 2
        && g.kernelWidth() == 2
        && top >= 0
        && left >= 0
        && top + g.dilationHeight() < g.input().height()
        && left + g.dilationWidth() < g.input().width();
  }

  // A vector's place is won by what is greater, or NaN.

  private static void four(
      int run, float[] x, int from, int across, int down, float[] y, float[] winner, int to) {
    for (int i = 0; i < run; i += WIDTH) {
      FloatVector best = FloatVector.fromArray(S, x, from + i);
      FloatVector who = FloatVector.zero(S);
      FloatVector b = FloatVector.fromArray(S, x, from + i + across);
      VectorMask<Float> m =
          b.compare(VectorOperators.GT, best).or(b.compare(VectorOperators.NE, b));
      best = best.blend(b, m);
      who = who.blend(1f, m);
      FloatVector c = FloatVector.fromArray(S, x, from + i + down);
      m = c.compare(VectorOperators.GT, best).or(c.compare(VectorOperators.NE, c));
      best = best.blend(c, m);
      who = who.blend(2f, m);
      FloatVector d = FloatVector.fromArray(S, x, from + i + down + across);
      m = d.compare(VectorOperators.GT, best).or(d.compare(VectorOperators.NE, d));
      best.blend(d, m).intoArray(y, to + i);
      who.blend(3f, m).intoArray(winner, to + i);
    }
  }

  private static void challenge(
      int run, float[] x, int from, float tap, float[] y, float[] winner, int to) {
    for (int i = 0; i < run; i += WIDTH) {
      FloatVector best = FloatVector.fromArray(S, y, to + i);
      FloatVector next = FloatVector.fromArray(S, x, from + i);
      VectorMask<Float> m =
          next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next));
      best.blend(next, m).intoArray(y, to + i);
      FloatVector.fromArray(S, winner, to + i).blend(tap, m).intoArray(winner, to + i);
    }
  }

  @Override
  public void maxBackward(PoolGeometry g, float[] dy, float[] winner, float[] dx) {
    LanesShape in = g.input();
    boolean exact =
        g.disjoint()
            && g.padHeight() == 0
            && g.padWidth() == 0
            && g.outHeight() * g.strideHeight() == in.height()
            && g.outWidth() * g.strideWidth() == in.width()
            && g.kernelHeight() == 2
            && g.kernelWidth() == 2
            && g.strideHeight() == 2
            && g.strideWidth() == 2;
    Parallel.forRange(in.blocks(), block -> backwardBlock(g, exact, block, dy, winner, dx));
  }

  private static void backwardBlock(
      PoolGeometry g, boolean exact, int block, float[] dy, float[] winner, float[] dx) {
    LanesShape in = g.input();
    int run = in.channels() * Lanes.BLOCK;
    if (!exact) {
      Arrays.fill(dx, in.start(block), in.start(block + 1), 0f);
    }
    int from = Lanes.START + block * g.outHeight() * g.outWidth() * run;
    for (int row = 0; row < g.outHeight(); row++) {
      for (int column = 0; column < g.outWidth(); column++, from += run) {
        if (exact) {
          int to = in.start(block) + (2 * row * in.width() + 2 * column) * run;
          spread(run, dy, winner, from, dx, to, in.width() * run);
        } else {
          scatter(g, block, row, column, run, dy, winner, from, dx);
        }
      }
    }
  }

  private static void spread(
      int run, float[] dy, float[] winner, int from, float[] dx, int to, int down) {
    FloatVector zero = FloatVector.zero(S);
    for (int i = 0; i < run; i += WIDTH) {
      FloatVector g = FloatVector.fromArray(S, dy, from + i);
      FloatVector who = FloatVector.fromArray(S, winner, from + i);
      zero.blend(g, who.compare(VectorOperators.EQ, 0f)).intoArray(dx, to + i);
      zero.blend(g, who.compare(VectorOperators.EQ, 1f)).intoArray(dx, to + run + i);
      zero.blend(g, who.compare(VectorOperators.EQ, 2f)).intoArray(dx, to + down + i);
      zero.blend(g, who.compare(VectorOperators.EQ, 3f)).intoArray(dx, to + down + run + i);
    }
  }

  private static void scatter(
      PoolGeometry g,
      int block,
      int row,
      int column,
      int run,
      float[] dy,
      float[] winner,
      int from,
      float[] dx) {
    LanesShape in = g.input();
    for (int kh = 0; kh < g.kernelHeight(); kh++) {
      int r = g.row(row, kh);
      for (int kw = 0; kw < g.kernelWidth() && r >= 0 && r < in.height(); kw++) {
        int c = g.column(column, kw);
        if (c >= 0 && c < in.width()) {
          int to = in.start(block) + (r * in.width() + c) * run;
          add(run, dy, winner, from, kh * g.kernelWidth() + kw, dx, to);
        }
      }
    }
  }

  private static void add(
      int run, float[] dy, float[] winner, int from, float tap, float[] dx, int to) {
    FloatVector zero = FloatVector.zero(S);
    for (int i = 0; i < run; i += WIDTH) {
      VectorMask<Float> m =
          FloatVector.fromArray(S, winner, from + i).compare(VectorOperators.EQ, tap);
      FloatVector g = zero.blend(FloatVector.fromArray(S, dy, from + i), m);
      FloatVector.fromArray(S, dx, to + i).add(g).intoArray(dx, to + i);
    }
  }
}
