package io.kindling.torchdb;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.PoolOptions;
import io.kindling.ops.BatchNormalization;
import io.kindling.ops.Convolution;
import io.kindling.ops.MaxPooling;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** How to call convolution, pooling, normalization, resizing and the like. */
final class LayerCalls {
  private LayerCalls() {}

  static void into(Calls calls) {
    convolutions(calls);
    pooling(calls);
    normalizations(calls);
    images(calls);
    rows(calls);
  }

  private static Tensor x(Call c) {
    return c.tensor(0, "input");
  }

  private static int[] spread(int rank, int[] values) {
    if (values.length != 1) {
      return values;
    }
    int[] all = new int[rank];
    Arrays.fill(all, values[0]);
    return all;
  }

  private static Convolution.Config config(Call c, int rank) {
    if (c.isText(4, "padding")) {
      throw new NotHereException("padding as a text is the layer's");
    }
    return new Convolution.Config(
        spread(rank, c.ints(3, "stride", 1)),
        spread(rank, c.ints(4, "padding", 0)),
        spread(rank, c.ints(5, "dilation", 1)),
        c.integer(6, "groups", 1));
  }

  private static Convolution.Config transposed(Call c, int rank) {
    return new Convolution.Config(
        spread(rank, c.ints(3, "stride", 1)),
        spread(rank, c.ints(4, "padding", 0)),
        spread(rank, c.ints(7, "dilation", 1)),
        c.integer(6, "groups", 1));
  }

  private static void convolutions(Calls calls) {
    calls.add(
        "nn.functional.conv1d",
        c -> F.conv1d(x(c), c.tensor(1, "weight"), c.maybe(2, "bias"), config(c, 1)));
    calls.add(
        "nn.functional.conv2d",
        c -> F.conv2d(x(c), c.tensor(1, "weight"), c.maybe(2, "bias"), config(c, 2)));
    calls.add(
        "nn.functional.conv_transpose1d",
        c -> {
          int[] extra = c.ints(5, "output_padding", 0);
          if (extra.length != 1) {
            throw new NotHereException("conv_transpose1d: one output_padding");
          }
          return F.convTranspose1d(
              x(c), c.tensor(1, "weight"), c.maybe(2, "bias"), transposed(c, 1), extra[0]);
        });
    calls.add(
        "nn.functional.conv_transpose2d",
        c ->
            F.convTranspose2d(
                x(c),
                c.tensor(1, "weight"),
                c.maybe(2, "bias"),
                transposed(c, 2),
                c.ints(5, "output_padding", 0)));
    calls.add(
        "nn.functional.unfold",
        c ->
            F.unfold(
                x(c),
                spread(2, c.ints(1, "kernel_size")),
                new Convolution.Config(
                    spread(2, c.ints(4, "stride", 1)),
                    spread(2, c.ints(3, "padding", 0)),
                    spread(2, c.ints(2, "dilation", 1)),
                    1)));
  }

  private static PoolOptions averaging(Call c) {
    PoolOptions options =
        PoolOptions.of(c.ints(1, "kernel_size"))
            .padding(c.ints(3, "padding", 0))
            .ceilMode(c.flag(4, "ceil_mode", false))
            .countIncludePad(c.flag(5, "count_include_pad", true));
    return c.has(2, "stride") && c.ints(2, "stride").length > 0
        ? options.stride(c.ints(2, "stride"))
        : options;
  }

  private static PoolOptions most(Call c) {
    PoolOptions options =
        PoolOptions.of(c.ints(1, "kernel_size"))
            .padding(c.ints(3, "padding", 0))
            .dilation(c.ints(4, "dilation", 1))
            .ceilMode(c.flag(5, "ceil_mode", false));
    return c.has(2, "stride") && c.ints(2, "stride").length > 0
        ? options.stride(c.ints(2, "stride"))
        : options;
  }

  private static List<Tensor> both(Call c, MaxPooling.Result r) {
    return c.flag(-1, "return_indices", false)
        ? List.of(r.values(), r.indices())
        : List.of(r.values());
  }

  private static void pooling(Calls calls) {
    calls.add("nn.functional.avg_pool1d", c -> F.avgPool1d(x(c), averaging(c)));
    calls.add(
        "nn.functional.avg_pool2d",
        c -> {
          PoolOptions options = averaging(c);
          return F.avgPool2d(
              x(c),
              c.has(6, "divisor_override")
                  ? options.divisorOverride(c.integer(6, "divisor_override"))
                  : options);
        });
    calls.addAll(
        "nn.functional.max_pool1d",
        c ->
            c.flag(-1, "return_indices", false)
                ? both(c, F.maxPool1dWithIndices(x(c), most(c)))
                : List.of(F.maxPool1d(x(c), most(c))));
    calls.addAll(
        "nn.functional.max_pool2d",
        c ->
            c.flag(-1, "return_indices", false)
                ? both(c, F.maxPool2dWithIndices(x(c), most(c)))
                : List.of(F.maxPool2d(x(c), most(c))));
    calls.add(
        "nn.functional.adaptive_avg_pool1d",
        c -> F.adaptiveAvgPool1d(x(c), single(c.ints(1, "output_size"))));
    calls.add(
        "nn.functional.adaptive_avg_pool2d",
        c -> {
          int[] size = pair(c);
          return F.adaptiveAvgPool2d(x(c), size[0], size[1]);
        });
    calls.addAll(
        "nn.functional.adaptive_max_pool1d",
        c -> both(c, F.adaptiveMaxPool1d(x(c), single(c.ints(1, "output_size")))));
    calls.addAll(
        "nn.functional.adaptive_max_pool2d",
        c -> {
          int[] size = pair(c);
          return both(c, F.adaptiveMaxPool2d(x(c), size[0], size[1]));
        });
  }

  private static int single(int[] size) {
    if (size.length != 1) {
      throw new NotHereException("output_size is one number");
    }
    return size[0];
  }

  /** The two sizes; None is the input's. */
  private static int[] pair(Call c) {
    List<Object> items = c.items(1, "output_size");
    int[] size = new int[2];
    if (items.size() == 1) {
      items = List.of(items.get(0), items.get(0));
    }
    if (items.size() != 2) {
      throw new NotHereException("output_size is two numbers");
    }
    for (int i = 0; i < 2; i++) {
      Object item = items.get(i);
      size[i] = item == null ? x(c).size(x(c).dim() - 2 + i) : (int) Inputs.whole(item);
    }
    return size;
  }

  private static void normalizations(Calls calls) {
    calls.add(
        "nn.functional.batch_norm",
        c ->
            F.batchNorm(
                x(c),
                c.maybe(3, "weight"),
                c.maybe(4, "bias"),
                new BatchNormalization.Statistics(
                    c.maybe(1, "running_mean"),
                    c.maybe(2, "running_var"),
                    c.flag(5, "training", false),
                    c.number(6, "momentum", 0.1),
                    c.number(7, "eps", 1e-5))));
    calls.add(
        "nn.functional.layer_norm",
        c ->
            F.layerNorm(
                x(c),
                c.ints(1, "normalized_shape"),
                c.maybe(2, "weight"),
                c.maybe(3, "bias"),
                c.number(4, "eps", 1e-5)));
    calls.add(
        "nn.functional.rms_norm",
        c ->
            F.rmsNorm(
                x(c),
                c.ints(1, "normalized_shape"),
                c.maybe(2, "weight"),
                c.has(3, "eps") ? c.number(3, "eps") : null));
    calls.add(
        "nn.functional.group_norm",
        c ->
            F.groupNorm(
                x(c),
                c.integer(1, "num_groups"),
                c.maybe(2, "weight"),
                c.maybe(3, "bias"),
                c.number(4, "eps", 1e-5)));
    calls.add(
        "nn.functional.instance_norm",
        c -> {
          if (c.has(1, "running_mean") || c.has(2, "running_var")) {
            throw new NotHereException("running statistics are the layer's");
          }
          c.ignore(5, "use_input_stats", true);
          c.number(6, "momentum", 0);
          return F.instanceNorm(
              x(c), c.maybe(3, "weight"), c.maybe(4, "bias"), c.number(7, "eps", 1e-5));
        });
    calls.add(
        "nn.functional.normalize",
        c ->
            F.normalize(
                x(c), c.number(1, "p", 2), c.integer(2, "dim", 1), c.number(3, "eps", 1e-12)));
  }

  private static void images(Calls calls) {
    calls.add(
        "nn.functional.pad",
        c -> {
          String mode = c.text(2, "mode", "constant");
          int[] amounts = c.ints(1, "pad");
          if (!mode.equals("constant")) {
            if (amounts.length > 4) {
              throw new NotHereException("volumes (N, C, D, H, W)");
            }
            c.ignore(3, "value", null);
            return F.pad(x(c), mode, amounts);
          }
          return F.pad(x(c), c.number(3, "value", 0), amounts);
        });
    calls.add("nn.functional.interpolate", LayerCalls::interpolate);
    calls.add(
        "nn.functional.upsample_nearest",
        c -> {
          c.ignore(-1, "mode", null);
          return resized(c, "nearest", false);
        });
    calls.add("nn.functional.upsample_bilinear", c -> resized(c, "bilinear", true));
    calls.add(
        "nn.functional.pixel_shuffle", c -> F.pixelShuffle(x(c), c.integer(1, "upscale_factor")));
    calls.add(
        "nn.functional.pixel_unshuffle",
        c -> F.pixelUnshuffle(x(c), c.integer(1, "downscale_factor")));
    calls.add("nn.functional.channel_shuffle", c -> F.channelShuffle(x(c), c.integer(1, "groups")));
  }

  private static Tensor interpolate(Call c) {
    String mode = c.text(3, "mode", "nearest");
    c.ignore(-1, "recompute_scale_factor", false);
    c.ignore(-1, "antialias", false);
    return resized(c, mode, c.flag(4, "align_corners", false));
  }

  private static Tensor resized(Call c, String mode, boolean corners) {
    if (x(c).dim() == 5) {
      throw new NotHereException("volumes (N, C, D, H, W)");
    }
    if (c.has(1, "size")) {
      int[] size = spread(Math.max(0, x(c).dim() - 2), c.ints(1, "size"));
      return F.interpolate(x(c), size, mode, corners);
    }
    return F.interpolate(x(c), c.numbers(2, "scale_factor"), mode, corners);
  }

  private static void rows(Calls calls) {
    calls.add(
        "nn.functional.embedding", c -> F.embedding(c.tensor(1, "input"), c.tensor(0, "weight")));
    calls.add(
        "nn.functional.one_hot",
        c -> {
          if (c.integer(1, "num_classes", -1) == -1) {
            throw new NotHereException("one_hot: num_classes is given");
          }
          return F.oneHot(x(c), c.integer(1, "num_classes"));
        });
    calls.add(
        "nn.functional.cosine_similarity",
        c ->
            F.cosineSimilarity(
                c.tensor(0, "x1"),
                c.tensor(1, "x2"),
                c.integer(2, "dim", 1),
                c.number(3, "eps", 1e-8)));
    calls.add(
        "nn.functional.pairwise_distance",
        c ->
            F.pairwiseDistance(
                c.tensor(0, "x1"),
                c.tensor(1, "x2"),
                c.number(2, "p", 2),
                c.number(3, "eps", 1e-6),
                c.flag(4, "keepdim", false)));
  }
}
