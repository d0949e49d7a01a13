package io.kindling.kernel.scalar;

import io.kindling.kernel.ConvGeometry;

/** The columns of a convolution and of its gradients. */
final class TapColumns {
  private TapColumns() {}

  /** What the output gathers from the input. */
  record Forward(ConvGeometry g) implements TapRows.Columns {
    @Override
    public int input(int column, int k) {
      int in = column * g.strideWidth() - g.padWidth() + k * g.dilationWidth();
      return in >= 0 && in < g.inWidth() ? in : -1;
    }

    @Override
    public int outputs() {
      return g.outWidth();
    }

    @Override
    public int inputs() {
      return g.inWidth();
    }

    @Override
    public int kernel() {
      return g.kernelWidth();
    }
  }

  /** What the input's gradient gathers from the output's. */
  record Backward(ConvGeometry g) implements TapRows.Columns {
    @Override
    public int input(int column, int k) {
      int scaled = column + g.padWidth() - k * g.dilationWidth();
      int out = scaled / g.strideWidth();
      boolean hits = scaled >= 0 && scaled % g.strideWidth() == 0 && out < g.outWidth();
      return hits ? out : -1;
    }

    @Override
    public int outputs() {
      return g.inWidth();
    }

    @Override
    public int inputs() {
      return g.outWidth();
    }

    @Override
    public int kernel() {
      return g.kernelWidth();
    }
  }
}
