package io.kindling.ops;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.Recorder;
import io.kindling.autograd.Saved;
import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.LanesShape;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Workspace;
import java.util.Arrays;

/**
 * {@code y = bias + x W^T} for features that are in the lanes layout: the convolution whose kernel
 * is the whole image. The result stays in that layout.
 */
final class LanesLinear {
  /**
   * Outputs that kernels take at a time. What few there are left take kernels that are seldom
   * called, compiled late, and box their vectors till then; small layers are better off with more.
   */
  private static final int EIGHT = 8;

  /** Weights of a layer that is small. */
  private static final int SMALL = 1 << 14;

  private LanesLinear() {}

  /** Whether {@code bias + x w} is such a case: w the transposed view of row-major weights. */
  static boolean applies(Tensor bias, Tensor x, Tensor w) {
    LanesShape held = LanesTensors.held(x);
    return held != null
        && held.features() == x.size(1)
        && w.dtype() == x.dtype()
        && w.numel() > 0
        && w.strides()[0] == 1
        && w.strides()[1] == w.size(0)
        && bias.dim() == 1
        && bias.size(0) == w.size(1)
        && bias.isContiguous();
  }

  static Tensor addmm(Tensor bias, Tensor x, Tensor w) {
    LanesShape in = LanesTensors.held(x);
    ConvPlan plan = plan(in, w.size(1));
    Tensor out;
    if (w.size(1) % EIGHT != 0 && w.numel() <= SMALL) {
      out = inEights(x, in, w, bias);
    } else {
      Tensor y = LanesConvolution.forward(plan, images(x, plan), rows(w), bias);
      out = y.detach().reshape(x.size(0), w.size(1));
    }
    return Recorder.op("AddmmBackward0")
        .save(x, w)
        .inputs((gs, s) -> gradients(gs[0], s, plan), bias, x, w)
        .record(out);
  }

  /** The same with some outputs more, which are left out again. */
  private static Tensor inEights(Tensor x, LanesShape in, Tensor w, Tensor bias) {
    int features = w.size(0);
    int outputs = w.size(1);
    int more = (outputs + EIGHT - 1) / EIGHT * EIGHT;
    Tensor weights = padded(rows(w), outputs * features, Shape.of(more, features));
    ConvPlan plan = plan(in, more);
    Tensor y =
        LanesConvolution.forward(
            plan, images(x, plan), weights, padded(bias, outputs, Shape.of(more)));
    float[] from = y.storage().lanes();
    LanesShape shape = new LanesShape(in.batch(), outputs, 1, 1);
    float[] to = Workspace.floats(shape.size());
    for (int block = 0; block < shape.blocks(); block++) {
      System.arraycopy(from, plan.output().start(block), to, shape.start(block), shape.blockSize());
    }
    return LanesTensors.wrap(to, shape, Shape.of(in.batch(), outputs));
  }

  /** The first elements of {@code x}, and zeros. */
  private static Tensor padded(Tensor x, int length, Shape shape) {
    float[] values = Workspace.hidden(shape.numel());
    System.arraycopy(x.storage().floats(), x.offset(), values, 0, length);
    Arrays.fill(values, length, values.length, 0f);
    return Tensor.wrap(Storage.of(values), shape);
  }

  private static Tensor[] gradients(Tensor grad, Saved s, ConvPlan plan) {
    Tensor x = s.get(0);
    Tensor w = s.get(1);
    if (GradMode.isEnabled()) {
      return new Tensor[] {
        s.needs(0) ? grad : null,
        s.needs(1) ? MatMul.mm(grad, w.t()) : null,
        s.needs(2) ? MatMul.mm(x.t(), grad) : null
      };
    }
    LanesShape out = plan.output();
    Tensor dy = LanesTensors.wrap(LanesTensors.floats(grad, out), out, plan.outShape());
    Tensor dx = null;
    if (s.needs(1)) {
      dx = LanesConvolution.inputGradient(plan, dy, rows(w)).reshape(x.size(0), x.size(1));
    }
    Tensor dw = null;
    if (s.needs(2)) {
      Tensor flat = LanesConvolution.weightGradient(plan, images(x, plan), dy);
      dw = flat.reshape(w.size(1), w.size(0)).t();
    }
    return new Tensor[] {s.needs(0) ? LanesReduction.channelSums(dy, out) : null, dx, dw};
  }

  private static ConvPlan plan(LanesShape in, int outFeatures) {
    ConvGeometry g =
        new ConvGeometry(
            in.batch(),
            in.channels(),
            in.height(),
            in.width(),
            outFeatures,
            in.height(),
            in.width(),
            1,
            1,
            0,
            0,
            1,
            1,
            1);
    Shape images = Shape.of(in.batch(), in.channels(), in.height(), in.width());
    Shape weights = Shape.of(outFeatures, in.channels(), in.height(), in.width());
    return ConvPlan.of(g, images, weights);
  }

  private static Tensor images(Tensor x, ConvPlan plan) {
    return LanesTensors.wrap(LanesTensors.floats(x, plan.input()), plan.input(), plan.inShape());
  }

  /** The weights (out, in) behind their transposed view. */
  private static Tensor rows(Tensor w) {
    return Tensor.strided(
        w.storage(), Shape.of(w.size(1), w.size(0)), new int[] {w.size(0), 1}, w.offset());
  }
}
