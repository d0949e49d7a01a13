package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/** Hinge losses over classes: each class that comes too close to a target class costs. */
public final class MarginLosses {
  private MarginLosses() {}

  /**
   * {@code sum over i != y of w[y] max(0, margin - x[y] + x[i])^p / C} of each row.
   *
   * @param x (N, C), or (C) with one target
   * @param target int64 (N), or one class
   * @param p 1 or 2
   * @param weight (C), or null for ones
   */
  public static Tensor multiMargin(
      Tensor x, Tensor target, int p, double margin, Tensor weight, LossReduction reduction) {
    checkMulti(x, target, weight);
    int rows = x.dim() == 2 ? x.size(0) : 1;
    int classes = x.size(-1);
    long[] labels = target.toLongArray();
    double[] weights = weight == null ? null : weight.toDoubleArray();
    double[] values = x.detach().toDoubleArray();
    double[] losses = new double[rows];
    for (int r = 0; r < rows; r++) {
      checkClass("multi_margin_loss", labels[r], classes, r);
      int y = (int) labels[r];
      double w = weights == null ? 1 : weights[y];
      for (int i = 0; i < classes; i++) {
        double z = margin - values[r * classes + y] + values[r * classes + i];
        if (i != y && z > 0) {
          losses[r] += (p == 1 ? z : z * z) * w / classes;
        }
      }
    }
    Shape each = x.dim() == 2 ? Shape.of(rows) : target.shape();
    Tensor out = reduced(x.dtype(), losses, each, reduction);
    double share = reduction.share(rows);
    int[] sizes = x.shape().toArray();
    return Recorder.op("MultiMarginLossBackward0")
        .save(x, target, weight)
        .input(
            x,
            (g, s) -> {
              Tensor index = s.get(1).toLong().reshape(rows, 1);
              Tensor own = s.get(0).reshape(rows, classes);
              Tensor z = own.sub(own.gather(1, index)).add(margin);
              Tensor others =
                  Tensors.ones(g.dtype(), rows, classes)
                      .scatterAdd(1, index, Tensors.full(g.dtype(), -1, rows, 1));
              Tensor active = z.detach().gt(0).to(g.dtype()).mul(others);
              Tensor above = Selection.where(z.detach().gt(0), z, Tensors.scalar(g.dtype(), 0));
              Tensor slope = p == 1 ? active : active.mul(above).mul(2);
              Tensor scale = g.mul(share / classes).reshape(-1, 1);
              if (s.get(2) != null) {
                scale = scale.mul(s.get(2).indexSelect(0, index.reshape(rows)).reshape(rows, 1));
              }
              Tensor slopes = slope.mul(scale);
              return slopes.scatterAdd(1, index, slopes.sum(true, 1).neg()).reshape(sizes);
            })
        .record(out);
  }

  /**
   * {@code sum over j of the targets, i of the other classes, of max(0, 1 - x[y_j] + x[i]) / C} of
   * each row.
   *
   * @param x (N, C) or (C)
   * @param target int64 of the same shape: a row's classes from the first on, ended by -1
   */
  public static Tensor multiLabelMargin(Tensor x, Tensor target, LossReduction reduction) {
    checkMultiLabel(x, target);
    int classes = x.dim() == 0 ? 1 : x.size(-1);
    int rows = x.dim() == 2 ? x.size(0) : 1;
    double[] losses = new double[rows];
    slopes(x, target, rows, classes, losses);
    Tensor out = reduced(x.dtype(), losses, x.dim() == 2 ? Shape.of(rows) : Shape.of(), reduction);
    double share = reduction.share(rows);
    int[] sizes = x.shape().toArray();
    return Recorder.op("MultilabelMarginLossBackward0")
        .save(x, target)
        .input(
            x,
            (g, s) -> {
              // Piecewise linear: the slopes are constants, the gradient is linear in g.
              Tensor slopes = slopes(s.get(0), s.get(1), rows, classes, new double[rows]);
              return slopes.mul(g.mul(share).reshape(-1, 1)).reshape(sizes);
            })
        .record(out);
  }

  /** The slope of each row's loss (N, C); adds the losses into {@code losses}. */
  private static Tensor slopes(Tensor x, Tensor target, int rows, int classes, double[] losses) {
    double[] values = x.detach().toDoubleArray();
    long[] labels = target.toLongArray();
    Tensor out = Tensor.allocate(x.dtype(), Shape.of(rows, classes));
    double[] slope = new double[classes];
    for (int r = 0; r < rows; r++) {
      int start = r * classes;
      boolean[] wanted = new boolean[classes];
      int count = 0;
      while (count < classes && labels[start + count] >= 0) {
        wanted[(int) labels[start + count++]] = true;
      }
      java.util.Arrays.fill(slope, 0);
      for (int j = 0; j < count; j++) {
        int y = (int) labels[start + j];
        for (int i = 0; i < classes; i++) {
          double z = 1 - (values[start + y] - values[start + i]);
          if (!wanted[i] && z > 0) {
            losses[r] += z / classes;
            slope[i] += 1.0 / classes;
            slope[y] -= 1.0 / classes;
          }
        }
      }
      for (int i = 0; i < classes; i++) {
        out.storage().setDouble(start + i, slope[i]);
      }
    }
    return out;
  }

  private static Tensor reduced(DType dtype, double[] losses, Shape each, LossReduction reduction) {
    Tensor out = Tensor.allocate(dtype, reduction == LossReduction.NONE ? each : Shape.of());
    Storage to = out.storage();
    double total = 0;
    for (int r = 0; r < losses.length; r++) {
      total += losses[r];
      if (reduction == LossReduction.NONE) {
        to.setDouble(r, losses[r]);
      }
    }
    if (reduction != LossReduction.NONE) {
      to.setDouble(0, reduction == LossReduction.MEAN ? total / losses.length : total);
    }
    return out;
  }

  private static void checkMulti(Tensor x, Tensor target, Tensor weight) {
    String operation = "multi_margin_loss";
    checkTypes(operation, x, target);
    if (x.dim() < 1 || x.dim() > 2 || x.size(-1) == 0) {
      throw new IllegalArgumentException(
          operation + ": expected input (N, C) or (C) with classes, got " + x.shape());
    }
    int rows = x.dim() == 2 ? x.size(0) : 1;
    if (target.dim() > 1 || target.numel() != rows || (x.dim() == 2 && target.dim() != 1)) {
      throw new IllegalArgumentException(
          operation
              + ": expected a target of "
              + rows
              + " classes for input "
              + x.shape()
              + ", got shape "
              + target.shape());
    }
    if (weight != null && (weight.dim() != 1 || weight.size(0) != x.size(-1))) {
      throw new IllegalArgumentException(
          operation
              + ": inconsistent weight size, expected ["
              + x.size(-1)
              + "] but got "
              + weight.shape());
    }
  }

  private static void checkMultiLabel(Tensor x, Tensor target) {
    String operation = "multilabel_margin_loss";
    checkTypes(operation, x, target);
    if (x.dim() > 2 || (x.dim() > 0 && x.size(-1) == 0)) {
      throw new IllegalArgumentException(
          operation + ": expected input (N, C) or (C) with classes, got " + x.shape());
    }
    if (!target.shape().equals(x.shape())) {
      throw new IllegalArgumentException(
          operation
              + ": inconsistent target size: "
              + target.shape()
              + " for input of size: "
              + x.shape()
              + "; a row lists its classes and ends with -1");
    }
    int classes = x.dim() == 0 ? 1 : x.size(-1);
    long[] labels = target.toLongArray();
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] != -1) {
        checkClass(operation, labels[i], classes, i);
      }
    }
  }

  private static void checkTypes(String operation, Tensor x, Tensor target) {
    if (!x.dtype().isFloatingPoint() || target.dtype() != DType.INT64) {
      throw new IllegalArgumentException(
          operation
              + ": expected floating input and int64 target, got "
              + x.dtype()
              + " and "
              + target.dtype());
    }
  }

  private static void checkClass(String operation, long label, int classes, int position) {
    if (label < 0 || label >= classes) {
      throw new IndexOutOfBoundsException(
          operation
              + ": target "
              + label
              + " is out of range: classes are 0 to "
              + (classes - 1)
              + " (element "
              + position
              + " of the target)");
    }
  }
}
