package io.kindling.ops;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.Recorder;
import io.kindling.random.Generator;
import io.kindling.tensor.Scalar;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.List;

/** Activations that cut values off below a threshold, draw slopes at random, or gate. */
public final class Shrinkage {
  private Shrinkage() {}

  /** x where |x| exceeds lambda, else 0. */
  public static Tensor hardshrink(Tensor x, double lambda) {
    Activations.checkFloating("hardshrink", x);
    Tensor out = Elementwise.unary(x, x.dtype(), v -> Math.abs(v) <= lambda ? 0 : v);
    return Recorder.op("HardshrinkBackward0")
        .save(x)
        .input(
            x,
            (g, s) -> Selection.where(s.get(0).abs().gt(lambda), g, Tensors.scalar(g.dtype(), 0)))
        .record(out);
  }

  /** x moved towards 0 by lambda, and 0 where |x| is not above it. */
  public static Tensor softshrink(Tensor x, double lambda) {
    Activations.checkFloating("softshrink", x);
    if (!(lambda >= 0)) {
      throw new IllegalArgumentException(
          "softshrink: lambda must be greater or equal to 0, but found to be " + lambda);
    }
    Tensor out =
        Elementwise.unary(
            x, x.dtype(), v -> v > lambda ? v - lambda : v < -lambda ? v + lambda : v * 0);
    return Recorder.op("SoftshrinkBackward0")
        .save(x)
        .input(
            x,
            (g, s) -> Selection.where(s.get(0).abs().gt(lambda), g, Tensors.scalar(g.dtype(), 0)))
        .record(out);
  }

  /** x above the threshold, else {@code value}. */
  public static Tensor threshold(Tensor x, double threshold, double value) {
    TypePromotion.refuseBool("threshold", "convert with to(...)", x.dtype());
    TypePromotion.fitting("threshold", x.dtype(), Scalar.of(value));
    Tensor out =
        x.dtype().isFloatingPoint()
            ? Elementwise.unary(x, x.dtype(), v -> v <= threshold ? value : v)
            : Elementwise.unaryLong(x, v -> v <= (long) threshold ? (long) value : v);
    return Recorder.op("ThresholdBackward0")
        .save(x)
        .input(x, (g, s) -> zeroWhere(s.get(0).le(threshold), g))
        .record(out);
  }

  private static Tensor zeroWhere(Tensor condition, Tensor g) {
    return Selection.where(condition, Tensors.scalar(g.dtype(), 0), g);
  }

  /**
   * x above 0, below it x times a slope drawn uniformly from [lower, upper) for each element while
   * training, and the mean of the two otherwise.
   */
  public static Tensor rrelu(Tensor x, double lower, double upper, boolean training) {
    Activations.checkFloating("rrelu", x);
    if (!(lower <= upper)) {
      throw new IllegalArgumentException(
          "rrelu: Lower bound should be less than or equal to the upper bound, got "
              + lower
              + " and "
              + upper);
    }
    if (!training) {
      return Activations.leakyRelu(x, (lower + upper) / 2);
    }
    Generator generator = Generator.current();
    Tensor slopes = Tensor.allocate(x.dtype(), x.shape());
    Storage storage = slopes.storage();
    double[] values = x.toDoubleArray();
    for (int i = 0; i < values.length; i++) {
      double slope = lower + (upper - lower) * generator.nextDouble();
      storage.setDouble(i, values[i] > 0 ? 1 : slope);
    }
    Tensor out;
    try (var scope = GradMode.noGrad()) {
      out = x.detach().mul(slopes);
    }
    return Recorder.op("RreluWithNoiseBackward0")
        .save(slopes)
        .input(x, (g, s) -> g.mul(s.get(0)))
        .record(out);
  }

  /** The first half of a dimension times the sigmoid of the second. */
  public static Tensor glu(Tensor x, int dim) {
    Activations.checkFloating("glu", x);
    if (x.dim() == 0) {
      throw new IllegalArgumentException("glu does not support 0-dimensional tensors");
    }
    int at = Shape.wrapDim(dim, x.dim());
    int half = x.size(at) / 2;
    if (x.size(at) % 2 != 0) {
      throw new IllegalArgumentException(
          "glu: Halving dimension must be even, but dimension "
              + at
              + " of "
              + x.shape()
              + " is size "
              + x.size(at));
    }
    Tensor out;
    try (var scope = GradMode.noGrad()) {
      Tensor values = x.detach();
      out = values.narrow(at, 0, half).mul(values.narrow(at, half, half).sigmoid());
    }
    return Recorder.op("GluBackward0")
        .save(x)
        .input(
            x,
            (g, s) -> {
              Tensor first = s.get(0).narrow(at, 0, half);
              Tensor gate = s.get(0).narrow(at, half, half).sigmoid();
              Tensor slope = gate.mul(Arithmetic.rsub(1, gate)).mul(first);
              return Join.cat(List.of(g.mul(gate), g.mul(slope)), at);
            })
        .record(out);
  }
}
