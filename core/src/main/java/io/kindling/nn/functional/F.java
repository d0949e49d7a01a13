package io.kindling.nn.functional;

import io.kindling.ops.Activations;
import io.kindling.ops.Convolution;
import io.kindling.ops.ConvolutionChecks;
import io.kindling.ops.EdgePadding;
import io.kindling.ops.Lookup;
import io.kindling.ops.MatMul;
import io.kindling.ops.Resizing;
import io.kindling.ops.SlidingBlocks;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.Locale;

/**
 * Layers and losses as functions: {@code torch.nn.functional} under PyTorch's names in Java
 * spelling, used as {@code F.relu(x)}, {@code F.mseLoss(x, y)}.
 */
public final class F extends NormalizationFunctions {
  private F() {}

  /** A convolution of stride 1 without padding, see {@link Convolution}. */
  public static Tensor conv1d(Tensor x, Tensor weight, Tensor bias) {
    return conv1d(x, weight, bias, config(1, 1, 0, 1, 1));
  }

  /** Convolution of (N, C, L) or (C, L); weight (O, C / groups, kernel), bias (O) or null. */
  public static Tensor conv1d(Tensor x, Tensor weight, Tensor bias, Convolution.Config config) {
    ConvolutionChecks.conv("conv1d", 1, x, weight, bias, config);
    Convolution.Config flat = pairs("conv1d", 1, config);
    return Sizes.batched(
        "conv1d", 1, x, images -> Convolution.conv2d(images, weight.unsqueeze(2), bias, flat));
  }

  /** A convolution of stride 1 without padding, see {@link Convolution}. */
  public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias) {
    return conv2d(x, weight, bias, 1, 0);
  }

  /** A convolution of this stride and padding in both directions. */
  public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, int stride, int padding) {
    return conv2d(x, weight, bias, config(2, stride, padding, 1, 1));
  }

  /**
   * Convolution of (N, C, H, W) or (C, H, W); weight (O, C / groups, kernel height, kernel width),
   * bias (O) or null.
   */
  public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Convolution.Config config) {
    Convolution.Config pairs = pairs("conv2d", 2, config);
    if (x.dim() == 4) {
      return Convolution.conv2d(x, weight, bias, pairs);
    }
    ConvolutionChecks.conv("conv2d", 2, x, weight, bias, config);
    return Sizes.batched("conv2d", 2, x, images -> Convolution.conv2d(images, weight, bias, pairs));
  }

  /** The gradient of {@link #conv1d} as a function; weight (C, O / groups, kernel). */
  public static Tensor convTranspose1d(
      Tensor x, Tensor weight, Tensor bias, Convolution.Config config, int outputPadding) {
    ConvolutionChecks.transposed("conv_transpose1d", 1, x, weight, bias, config, outputPadding);
    Convolution.Config flat = pairs("conv_transpose1d", 1, config);
    return Sizes.batched(
        "conv_transpose1d",
        1,
        x,
        images ->
            Convolution.convTranspose2d(
                images, weight.unsqueeze(2), bias, flat, new int[] {0, outputPadding}));
  }

  /** The gradient of {@link #conv2d} as a function; weight (C, O / groups, height, width). */
  public static Tensor convTranspose2d(
      Tensor x, Tensor weight, Tensor bias, Convolution.Config config, int... outputPadding) {
    int[] extra = Sizes.pair("conv_transpose2d: output_padding", 2, outputPadding, 0);
    ConvolutionChecks.transposed("conv_transpose2d", 2, x, weight, bias, config, extra);
    Convolution.Config pairs = pairs("conv_transpose2d", 2, config);
    return Sizes.batched(
        "conv_transpose2d",
        2,
        x,
        images -> Convolution.convTranspose2d(images, weight, bias, pairs, extra));
  }

  private static Convolution.Config config(
      int rank, int stride, int padding, int dilation, int groups) {
    int[] shape = new int[rank];
    return new Convolution.Config(
        filled(shape, stride), filled(shape, padding), filled(shape, dilation), groups);
  }

  private static int[] filled(int[] shape, int value) {
    int[] all = shape.clone();
    java.util.Arrays.fill(all, value);
    return all;
  }

  /** The settings as pairs; those of one dimension as of images one row high. */
  private static Convolution.Config pairs(String operation, int rank, Convolution.Config config) {
    int[] stride = config.stride();
    int[] padding = config.padding();
    int[] dilation = config.dilation();
    if (rank == 2 && stride.length == 2 && padding.length == 2 && dilation.length == 2) {
      return config;
    }
    return new Convolution.Config(
        Sizes.pair(operation + ": stride", rank, stride, 1),
        Sizes.pair(operation + ": padding", rank, padding, 0),
        Sizes.pair(operation + ": dilation", rank, dilation, 1),
        config.groups());
  }

  /**
   * {@code x W^T + b}; x (*, in), weight (out, in), bias (out) or null; a weight (in) gives one
   * output without a dimension of its own.
   */
  public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    if (weight.dim() == 1 && x.dim() > 0 && x.size(-1) == weight.size(0)) {
      Tensor product = x.matmul(weight);
      return bias == null ? product : product.add(bias);
    }
    if (weight.dim() != 2 || x.dim() == 0 || x.size(-1) != weight.size(1)) {
      throw new IllegalArgumentException(
          "linear: input of shape "
              + x.shape()
              + " must have "
              + (weight.dim() == 2 ? weight.size(1) : "as many")
              + " features in its last dimension, as weight "
              + weight.shape()
              + " wants");
    }
    if (x.dim() == 2 && bias != null) {
      return MatMul.addmm(bias, x, weight.t());
    }
    Tensor product = x.matmul(weight.t());
    return bias == null ? product : product.add(bias);
  }

  /** {@code x1 A x2 + b} for each of the matrices A; weight (out, in1, in2), bias (out) or null. */
  public static Tensor bilinear(Tensor x1, Tensor x2, Tensor weight, Tensor bias) {
    boolean fits =
        weight.dim() == 3
            && x1.dim() > 0
            && x1.dim() == x2.dim()
            && x1.size(-1) == weight.size(1)
            && x2.size(-1) == weight.size(2)
            && x1.numel() / Math.max(1, x1.size(-1)) == x2.numel() / Math.max(1, x2.size(-1));
    if (!fits) {
      throw new IllegalArgumentException(
          "bilinear: expected inputs (*, in1) and (*, in2) and a weight (out, in1, in2), got "
              + x1.shape()
              + ", "
              + x2.shape()
              + " and "
              + weight.shape());
    }
    int out = weight.size(0);
    Tensor rows = x1.reshape(-1, weight.size(1));
    Tensor flat = weight.permute(1, 0, 2).reshape(weight.size(1), -1);
    Tensor half = rows.matmul(flat).reshape(-1, out, weight.size(2));
    Tensor sum = half.mul(x2.reshape(-1, 1, weight.size(2))).sum(-1);
    int[] sizes = x1.shape().toArray();
    sizes[sizes.length - 1] = out;
    Tensor result = sum.reshape(sizes);
    return bias == null ? result : result.add(bias);
  }

  /** Rows of {@code weight} (rows, dim) by int64 index: (*) to (*, dim). */
  public static Tensor embedding(Tensor index, Tensor weight) {
    return Lookup.embedding(weight, index, -1, false);
  }

  /** int64 classes (*) as rows (*, numClasses) of int64 zeros with a one. */
  public static Tensor oneHot(Tensor classes, int numClasses) {
    return classes.oneHot(numClasses);
  }

  /** Constant padding: pairs (before, after) from the last dimension on; negative ones crop. */
  public static Tensor pad(Tensor x, double value, int... amounts) {
    return x.pad(value, amounts);
  }

  /**
   * Padding with the tensor's own elements.
   *
   * @param mode {@code reflect}, {@code replicate} or {@code circular}
   */
  public static Tensor pad(Tensor x, String mode, int... amounts) {
    for (EdgePadding.Mode known : EdgePadding.Mode.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(mode)) {
        return EdgePadding.pad(x, known, amounts);
      }
    }
    throw new IllegalArgumentException(
        "pad: Unrecognised padding mode "
            + mode
            + "; modes: reflect, replicate, circular, and constant, which takes a value instead");
  }

  /** Resizes to {@code size}; modes as {@link Resizing.Mode} names them. */
  public static Tensor interpolate(Tensor x, int[] size, String mode, boolean alignCorners) {
    return Resizing.interpolate(x, size, null, Resizing.Mode.of(mode), alignCorners);
  }

  /** Resizes every spatial dimension by its factor, or all by one. */
  public static Tensor interpolate(Tensor x, double[] scale, String mode, boolean alignCorners) {
    int rank = Math.max(0, x.dim() - 2);
    if (scale.length != 1 && scale.length != rank) {
      throw new IllegalArgumentException(
          "interpolate: scale_factor must be one number or one for each of the "
              + rank
              + " spatial dimensions of input "
              + x.shape()
              + ", got "
              + scale.length);
    }
    double[] factors = new double[rank];
    int[] size = new int[rank];
    for (int i = 0; i < rank; i++) {
      factors[i] = scale[scale.length == 1 ? 0 : i];
      if (!(factors[i] > 0 && factors[i] * x.size(i + 2) <= Integer.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "interpolate: scale_factor must be positive and the output no larger than 2^31-1, got "
                + factors[i]
                + " for input "
                + x.shape());
      }
      size[i] = (int) Math.floor(x.size(i + 2) * factors[i]);
    }
    return Resizing.interpolate(x, size, factors, Resizing.Mode.of(mode), alignCorners);
  }

  /** (*, C r^2, H, W) to (*, C, H r, W r) (Shi et al., 2016). */
  public static Tensor pixelShuffle(Tensor x, int factor) {
    return PixelShuffling.shuffle(x, factor);
  }

  /** (*, C, H r, W r) to (*, C r^2, H, W). */
  public static Tensor pixelUnshuffle(Tensor x, int factor) {
    return PixelShuffling.unshuffle(x, factor);
  }

  /** Splits the channels of (N, C, *) into groups and interleaves them. */
  public static Tensor channelShuffle(Tensor x, int groups) {
    return PixelShuffling.channels(x, groups);
  }

  /** The windows a convolution sees, as columns: (N, C, H, W) to (N, C * kernel area, windows). */
  public static Tensor unfold(Tensor x, int[] kernelSize, Convolution.Config config) {
    boolean single = x.dim() == 3;
    int[] kernel = Sizes.pair("unfold: kernel_size", 2, kernelSize, 1);
    Convolution.Config pairs = pairs("unfold", 2, config);
    Tensor out = SlidingBlocks.unfold(single ? x.unsqueeze(0) : x, kernel, pairs);
    return single ? out.squeeze(0) : out;
  }

  /** The windows added back into images: (N, C * kernel area, windows) to (N, C, H, W). */
  public static Tensor fold(
      Tensor x, int[] outputSize, int[] kernelSize, Convolution.Config config) {
    boolean single = x.dim() == 2;
    Tensor batch = single ? x.unsqueeze(0) : x;
    int[] size = Sizes.pair("fold: output_size", 2, outputSize, 1);
    int[] kernel = Sizes.pair("fold: kernel_size", 2, kernelSize, 1);
    Tensor out = SlidingBlocks.fold(batch, size[0], size[1], kernel, pairs("fold", 2, config));
    return single ? out.squeeze(0) : out;
  }

  /** {@code x1 . x2 / (max(|x1|, eps) max(|x2|, eps))} along a dimension. */
  public static Tensor cosineSimilarity(Tensor x1, Tensor x2, int dim, double eps) {
    Activations.checkFloating("cosine_similarity", x1);
    int[] sizes = Shape.broadcast("cosine_similarity", x1.shape(), x2.shape()).toArray();
    return Norms.unit(x1.expand(sizes), dim, eps)
        .mul(Norms.unit(x2.expand(sizes), dim, eps))
        .sum(dim);
  }

  /** The p-norm of {@code x1 - x2 + eps} along the last dimension. */
  public static Tensor pairwiseDistance(
      Tensor x1, Tensor x2, double p, double eps, boolean keepDim) {
    return Norms.norm(x1.sub(x2).add(eps), p, -1, keepDim);
  }
}
