package io.kindling.ops;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.Recorder;
import io.kindling.kernel.LanesShape;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Arrays;

/**
 * Minus the logarithmic probability of the target class; {@code torch.nn.functional.nll_loss}.
 *
 * <p>With the target fixed the loss is linear in its input, and so its backward is the transposed
 * linear map and the backward of that is the loss again: two loops that differentiate each other,
 * to any order.
 */
public final class NegativeLogLikelihood {
  private NegativeLogLikelihood() {}

  /**
   * {@code -weight[t] * x[t]} at each position, t being its target; 0 where t is {@code
   * ignoreIndex}. The mean divides by the sum of the weights used, NaN when there are none.
   *
   * @param x logarithmic probabilities (C), (N, C) or (N, C, d1, ..., dk)
   * @param target int64 or uint8 classes: (), (N) or (N, d1, ..., dk)
   * @param weight (C) of x's type, or null for ones
   * @throws IllegalArgumentException for shapes or types that do not fit
   * @throws IndexOutOfBoundsException for a class outside [0, C)
   */
  public static Tensor loss(
      Tensor x, Tensor target, Tensor weight, long ignoreIndex, LossReduction reduction) {
    check(x, target, weight);
    if (x.dim() <= 2) {
      boolean ofSoftmax =
          x.dim() == 2 && x.dtype() == DType.FLOAT32 && Softmax.isLogSoftmax(x.gradFn());
      Map map = new Map("NllLoss", x.shape(), ignoreIndex, reduction, ofSoftmax);
      return forward(x, target, map, weight);
    }
    if (x.dim() == 4) {
      Map map = new Map("NllLoss2D", x.shape(), ignoreIndex, reduction, false);
      return forward(x, target, map, weight);
    }
    int n = x.size(0);
    int positions = target.numel() / Math.max(1, n);
    Tensor image = x.contiguous().view(n, x.size(1), x.numel() == 0 ? 0 : 1, positions);
    Map map = new Map("NllLoss2D", image.shape(), ignoreIndex, reduction, false);
    Tensor out = forward(image, target, map, weight);
    return reduction == LossReduction.NONE ? out.view(target.shape().toArray()) : out;
  }

  /** What a mean divides by: the weights of the targets that are not ignored, added up. */
  public static double divisor(Tensor target, Tensor weight, long ignoreIndex) {
    double sum = 0;
    Tensor labels = target.detach().contiguous();
    for (int i = 0; i < labels.numel(); i++) {
      long label = labels.storage().getLong(labels.offset() + i);
      if (label != ignoreIndex) {
        sum += weight == null ? 1 : weight.get((int) label);
      }
    }
    return sum;
  }

  /**
   * The linear map: input (N, C, positions) to a loss a position, or to one number.
   *
   * @param ofSoftmax whether the input is a logarithmic softmax of a matrix
   */
  private record Map(
      String name, Shape input, long ignoreIndex, LossReduction reduction, boolean ofSoftmax) {
    int classes() {
      return input.size(input.dim() == 1 ? 0 : 1);
    }

    int inner() {
      int inner = 1;
      for (int d = 2; d < input.dim(); d++) {
        inner *= input.size(d);
      }
      return inner;
    }

    Shape output() {
      if (reduction != LossReduction.NONE || input.dim() == 1) {
        return Shape.of();
      }
      int[] sizes = new int[input.dim() - 1];
      sizes[0] = input.size(0);
      for (int d = 2; d < input.dim(); d++) {
        sizes[d - 1] = input.size(d);
      }
      return Shape.of(sizes);
    }
  }

  private static Tensor forward(Tensor x, Tensor target, Map map, Tensor weight) {
    Tensor labels = target.detach().contiguous();
    Tensor dense = x.detach().contiguous();
    Storage from = dense.storage();
    int start = dense.offset();
    int classes = map.classes();
    int inner = map.inner();
    boolean each = map.reduction == LossReduction.NONE;
    Tensor out = Tensor.allocate(x.dtype(), map.output());
    double[] weights = weight == null ? null : weight.toDoubleArray();
    double total = 0;
    double divisor = 0;
    for (int i = 0; i < labels.numel(); i++) {
      long label = labels.storage().getLong(labels.offset() + i);
      if (label == map.ignoreIndex) {
        continue;
      }
      if (label < 0 || label >= classes) {
        throw outOfBounds(label, classes, i);
      }
      double w = weights == null ? 1 : weights[(int) label];
      int at = start + ((i / inner) * classes + (int) label) * inner + i % inner;
      double loss = -w * from.getDouble(at);
      if (each) {
        out.storage().setDouble(i, loss);
      }
      total += loss;
      divisor += w;
    }
    if (!each) {
      boolean mean = map.reduction == LossReduction.MEAN;
      out.storage().setDouble(0, mean ? total / divisor : total);
    }
    return Recorder.op(map.name + "Backward0")
        .save(target, weight)
        .input(x, (g, s) -> transposed(g, s.get(0), map, s.get(1)))
        .record(out);
  }

  private static Tensor transposed(Tensor g, Tensor target, Map map, Tensor weight) {
    Tensor labels = target.detach().contiguous();
    Tensor dense = g.detach().contiguous();
    int classes = map.classes();
    int inner = map.inner();
    boolean each = map.reduction == LossReduction.NONE;
    double[] weights = weight == null ? null : weight.toDoubleArray();
    double share = 1;
    if (!each) {
      share = dense.item();
      if (map.reduction == LossReduction.MEAN) {
        share /= divisor(target, weight, map.ignoreIndex);
      }
    }
    if (!each && map.ofSoftmax && !GradMode.isEnabled()) {
      LanesShape shape = new LanesShape(map.input.size(0), classes, 1, 1);
      return new SparseTargetGradient(shape, labels, weights, map.ignoreIndex, -share).tensor();
    }
    Tensor out = Elementwise.result(g.dtype(), map.input);
    Copy.write(out, Tensors.scalar(g.dtype(), 0));
    for (int i = 0; i < labels.numel(); i++) {
      int label = (int) labels.storage().getLong(labels.offset() + i);
      if (label != map.ignoreIndex) {
        double w = weights == null ? 1 : weights[label];
        double scale = each ? dense.storage().getDouble(dense.offset() + i) : share;
        int at = ((i / inner) * classes + label) * inner + i % inner;
        out.storage().setDouble(at, -w * scale);
      }
    }
    return Recorder.op(map.name + "BackwardBackward0")
        .save(target, weight)
        .input(g, (gg, s) -> forward(gg, s.get(0), map, s.get(1)))
        .record(out);
  }

  private static IndexOutOfBoundsException outOfBounds(long label, int classes, int position) {
    return new IndexOutOfBoundsException(
        "nll_loss: Target "
            + label
            + " is out of bounds: classes are 0 to "
            + (classes - 1)
            + " (element "
            + position
            + " of the target); mark positions that do not count with ignoreIndex");
  }

  private static void check(Tensor x, Tensor target, Tensor weight) {
    if (x.dim() == 0) {
      throw new IllegalArgumentException(
          "nll_loss: Expected 1 or more dimensions (got 0); wanted (C), (N, C) or (N, C, d1, ...)");
    }
    if (!x.dtype().isFloatingPoint()) {
      throw new IllegalArgumentException(
          "nll_loss: not implemented for input of "
              + x.dtype()
              + "; convert with to(DType.FLOAT32)");
    }
    if (target.dtype() != DType.INT64 && target.dtype() != DType.UINT8) {
      throw new IllegalArgumentException(
          "nll_loss: expected target dtype to be int64 or uint8 class indices, but got "
              + target.dtype()
              + " of shape "
              + target.shape()
              + " for input "
              + x.shape()
              + "; convert with toLong()");
    }
    checkShapes(x, target);
    int classes = x.size(x.dim() == 1 ? 0 : 1);
    if (weight != null && (weight.dim() != 1 || weight.size(0) != classes)) {
      throw new IllegalArgumentException(
          "nll_loss: weight tensor should be defined either for all "
              + classes
              + " classes or no classes but got weight tensor of shape: "
              + weight.shape());
    }
    if (weight != null && weight.dtype() != x.dtype()) {
      throw new IllegalArgumentException(
          "nll_loss: expected weight of the input's type "
              + x.dtype()
              + " but found "
              + weight.dtype());
    }
  }

  private static void checkShapes(Tensor x, Tensor target) {
    if (x.dim() == 1) {
      if (target.numel() != 1 || target.dim() > 1) {
        throw new IllegalArgumentException(
            "nll_loss: for 1D input (C), here "
                + x.shape()
                + ", a target of one class is expected, got shape "
                + target.shape());
      }
      return;
    }
    int[] want = new int[x.dim() - 1];
    want[0] = x.size(0);
    for (int d = 2; d < x.dim(); d++) {
      want[d - 1] = x.size(d);
    }
    if (target.dim() > 0 && target.size(0) != x.size(0)) {
      throw new IllegalArgumentException(
          "nll_loss: Expected input batch_size ("
              + x.size(0)
              + ") to match target batch_size ("
              + target.size(0)
              + "); got input "
              + x.shape()
              + " and target "
              + target.shape());
    }
    if (!target.shape().equals(Shape.of(want))) {
      throw new IllegalArgumentException(
          "nll_loss: Expected target size "
              + Arrays.toString(want)
              + ", got "
              + target.shape()
              + " for input "
              + x.shape());
    }
  }
}
