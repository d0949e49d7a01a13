package io.kindling.ops;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.Recorder;
import io.kindling.autograd.Saved;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.Arrays;

/**
 * Layer and group normalization: each sample by its own mean and variance. Computed in float64
 * whatever the type: a group of few elements cancels so much that float32 leaves only three digits
 * of its gradient.
 */
public final class GroupNormalization {
  private GroupNormalization() {}

  /**
   * {@code (x - mean) / sqrt(var + eps) * weight + bias} over the last {@code shape.length}
   * dimensions.
   *
   * @param weight of that shape, or null for ones
   * @param bias of that shape, or null for zeros
   */
  public static Tensor layerNorm(Tensor x, int[] shape, Tensor weight, Tensor bias, double eps) {
    Activations.checkFloating("layer_norm", x);
    int n = shape.length;
    int[] sizes = x.shape().toArray();
    boolean fits = n > 0 && n <= sizes.length;
    if (!fits || !Arrays.equals(shape, Arrays.copyOfRange(sizes, sizes.length - n, sizes.length))) {
      throw new IllegalArgumentException(
          "layer_norm: Given normalized_shape="
              + Arrays.toString(shape)
              + ", expected input with shape [*, ...] ending in it, but got input of size "
              + x.shape());
    }
    int[] dims = new int[n];
    for (int i = 0; i < n; i++) {
      dims[i] = sizes.length - n + i;
    }
    return normalize("NativeLayerNormBackward0", x, dims, shape, weight, bias, eps);
  }

  /**
   * The same over blocks of channels of (N, C, ...).
   *
   * @param weight (C), or null for ones
   * @param bias (C), or null for zeros
   */
  public static Tensor groupNorm(Tensor x, int groups, Tensor weight, Tensor bias, double eps) {
    Activations.checkFloating("group_norm", x);
    if (groups < 1 || x.dim() < 2 || x.size(1) % groups != 0) {
      throw new IllegalArgumentException(
          "group_norm: Expected number of channels in input to be divisible by num_groups, but got"
              + " input of shape "
              + x.shape()
              + " and num_groups="
              + groups);
    }
    for (Tensor parameter : new Tensor[] {weight, bias}) {
      if (parameter != null && parameter.numel() != x.size(1)) {
        throw new IllegalArgumentException(
            "group_norm: Expected weight and bias to be vectors of size equal to the number of"
                + " channels in input, but got "
                + parameter.shape()
                + " and input of shape "
                + x.shape());
      }
    }
    int[] sizes = x.shape().toArray();
    int channels = x.size(1) / groups;
    int plane = 1;
    for (int d = 2; d < sizes.length; d++) {
      plane *= sizes[d];
    }
    if (channels == 0 || plane == 0) {
      throw new IllegalArgumentException(
          "group_norm: Expected channels and HxW to be greater than 0, got input of shape "
              + x.shape());
    }
    Tensor grouped = x.reshape(sizes[0], groups, channels, plane);
    int[] affine = {groups, channels, 1};
    return normalize(
            "NativeGroupNormBackward0", grouped, new int[] {2, 3}, affine, weight, bias, eps)
        .reshape(sizes);
  }

  private static Tensor normalize(
      String name, Tensor x, int[] dims, int[] affine, Tensor weight, Tensor bias, double eps) {
    Tensor out;
    try (var scope = GradMode.noGrad()) {
      out = standardized(wide(x.detach()), dims, eps);
      out = weight == null ? out : out.mul(wide(weight.detach()).reshape(affine));
      out = bias == null ? out : out.add(wide(bias.detach()).reshape(affine));
      out = out.to(x.dtype());
    }
    return Recorder.op(name)
        .save(x, weight, bias)
        .inputs((gs, s) -> gradients(gs[0], s, dims, affine, eps), x, weight, bias)
        .record(out);
  }

  private static Tensor standardized(Tensor x, int[] dims, double eps) {
    Tensor centered = x.sub(x.mean(true, dims));
    return centered.mul(centered.square().mean(true, dims).add(eps).rsqrt());
  }

  private static Tensor wide(Tensor x) {
    return x.to(DType.FLOAT64);
  }

  private static Tensor[] gradients(
      Tensor gradient, Saved s, int[] dims, int[] affine, double eps) {
    Tensor g = wide(gradient);
    Tensor x = wide(s.get(0));
    Tensor weight = s.get(1) == null ? null : wide(s.get(1));
    Tensor bias = s.get(2);
    Tensor centered = x.sub(x.mean(true, dims));
    Tensor inverse = centered.square().mean(true, dims).add(eps).rsqrt();
    Tensor normalized = centered.mul(inverse);
    Tensor[] gradients = new Tensor[3];
    if (s.needs(0)) {
      Tensor scaled = weight == null ? g : g.mul(weight.reshape(affine));
      Tensor slope = normalized.mul(scaled.mul(normalized).mean(true, dims));
      gradients[0] =
          scaled.sub(scaled.mean(true, dims)).sub(slope).mul(inverse).to(gradient.dtype());
    }
    if (s.needs(1)) {
      gradients[1] = fold(g.mul(normalized), affine, s.get(1));
    }
    if (s.needs(2)) {
      gradients[2] = fold(g, affine, bias);
    }
    return gradients;
  }

  private static Tensor fold(Tensor full, int[] affine, Tensor parameter) {
    Tensor sum = full.sumToSize(Shape.of(affine)).to(parameter.dtype());
    return sum.reshape(parameter.shape().toArray());
  }
}
