package io.kindling.ops;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.PoolOptions;
import io.kindling.nn.functional.Reduction;
import io.kindling.nn.loss.BCELoss;
import io.kindling.nn.loss.BCEWithLogitsLoss;
import io.kindling.tensor.Tensor;
import io.kindling.testing.Golden;
import io.kindling.testing.GoldenCase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** PyTorch's answers, and first gradients, where nothing is smooth and where nothing is there. */
final class EdgesGoldenTest {
  private static final Convolution.Config PLAIN =
      new Convolution.Config(new int[] {1, 1}, new int[2], new int[] {1, 1}, 1);
  private static final Convolution.Config PLAIN_1D =
      new Convolution.Config(new int[] {1}, new int[1], new int[] {1}, 1);

  @TestFactory
  Stream<DynamicTest> golden() {
    Golden golden = Golden.family("edges");
    functions(golden);
    alongRows(golden);
    losses(golden);
    layers(golden);
    shapes(golden);
    return golden.tests();
  }

  private static void functions(Golden golden) {
    golden
        .op("tan", one(Tensor::tan))
        .op("asin", one(Tensor::asin))
        .op("acos", one(Tensor::acos))
        .op("atan", one(Tensor::atan))
        .op("sinh", one(Tensor::sinh))
        .op("cosh", one(Tensor::cosh))
        .op("asinh", one(Tensor::asinh))
        .op("acosh", one(Tensor::acosh))
        .op("atanh", one(Tensor::atanh))
        .op("log2", one(Tensor::log2))
        .op("log10", one(Tensor::log10))
        .op("exp2", one(Tensor::exp2))
        .op("erf", one(Tensor::erf))
        .op("erfc", one(Tensor::erfc))
        .op("lgamma", one(Tensor::lgamma))
        .op("digamma", one(Tensor::digamma))
        .op("trunc", one(Tensor::trunc))
        .op("frac", one(Tensor::frac))
        .op("relu", one(F::relu))
        .op("relu6", one(F::relu6))
        .op("leaky_relu", one(F::leakyRelu))
        .op("elu", c -> c.has("alpha") ? F.elu(x(c), c.number("alpha")) : F.elu(x(c)))
        .op("celu", c -> c.has("alpha") ? F.celu(x(c), c.number("alpha")) : F.celu(x(c)))
        .op("selu", one(F::selu))
        .op("gelu", one(F::gelu))
        .op("gelu_tanh", c -> F.gelu(x(c), "tanh"))
        .op("silu", one(F::silu))
        .op("mish", one(F::mish))
        .op("hardswish", one(F::hardswish))
        .op("hardsigmoid", one(F::hardsigmoid))
        .op("hardtanh", one(F::hardtanh))
        .op("hardshrink", c -> F.hardshrink(x(c), 0.5))
        .op("softshrink", c -> F.softshrink(x(c), 0.5))
        .op("tanhshrink", one(F::tanhshrink))
        .op("softsign", one(F::softsign))
        .op("softplus", one(F::softplus))
        .op("logsigmoid", one(F::logsigmoid))
        .op("sqrt", one(Tensor::sqrt))
        .op("rsqrt", one(Tensor::rsqrt))
        .op("abs", one(Tensor::abs))
        .op("sign", one(Tensor::sign))
        .op("log", one(Tensor::log))
        .op("log1p", one(Tensor::log1p))
        .op("expm1", one(Tensor::expm1))
        .op("reciprocal", one(Tensor::reciprocal))
        .op("sigmoid", one(Tensor::sigmoid))
        .op("tanh", one(Tensor::tanh))
        .op("square", one(Tensor::square))
        .op("threshold", c -> F.threshold(x(c), 0.5, -1))
        .op("rrelu", c -> F.rrelu(x(c), 0.1, 0.3, false))
        .op("prelu", c -> F.prelu(x(c), c.in("weight")))
        .op("clamp", c -> x(c).clamp(-1, 2))
        .op("clamp_min", c -> x(c).clampMin(0.5))
        .op("clamp_max", c -> x(c).clampMax(0.5))
        .op("pow", c -> x(c).pow(c.number("exponent")))
        .op("glu", c -> F.glu(x(c), 1))
        .op("atan2", two(Tensor::atan2))
        .op("logaddexp", two(Tensor::logaddexp))
        .op("xlogy", two(SpecialMath::xlogy))
        .op("pow_tensor", two(Tensor::pow))
        .op("maximum", two(Tensor::maximum))
        .op("minimum", two(Tensor::minimum))
        .op("remainder", two(Tensor::remainder))
        .op("div", two(Tensor::div))
        .op("mul", two(Tensor::mul));
  }

  private static void alongRows(Golden golden) {
    golden
        .op("max", one(Tensor::max))
        .op("min", one(Tensor::min))
        .ops("max_dim", rows(x -> pair(x.max(1))))
        .ops("min_dim", rows(x -> pair(x.min(1))))
        .ops("sort", rows(x -> List.of(x.sort(1, false).values(), x.sort(1, false).indices())))
        .ops("amax", rows(x -> List.of(x.amax(false, 1))))
        .ops("amin", rows(x -> List.of(x.amin(false, 1))))
        .ops("logsumexp", rows(x -> List.of(x.logsumexp(1))))
        .ops("softmax", rows(x -> List.of(x.softmax(1))))
        .ops("log_softmax", rows(x -> List.of(x.logSoftmax(1))))
        .ops("softmin", rows(x -> List.of(F.softmin(x, 1))))
        .ops("prod", rows(x -> List.of(x.prod(1))))
        .ops("cumsum", rows(x -> List.of(x.cumsum(1))))
        .ops("var", rows(x -> List.of(x.var(true, false, 1))))
        .ops("std", rows(x -> List.of(x.std(true, false, 1))))
        .ops("norm", rows(x -> List.of(x.norm(2, false, 1))))
        .ops("norm_1", rows(x -> List.of(x.norm(1, false, 1))))
        .ops("norm_inf", rows(x -> List.of(x.norm(Double.POSITIVE_INFINITY, false, 1))))
        .ops("norm_3", rows(x -> List.of(x.norm(3, false, 1))))
        .ops("norm_half", rows(x -> List.of(x.norm(0.5, false, 1))))
        .ops("norm_0", rows(x -> List.of(x.norm(0, false, 1))))
        .ops("norm_least", rows(x -> List.of(x.norm(Double.NEGATIVE_INFINITY, false, 1))))
        .ops("normalize", rows(x -> List.of(F.normalize(x, 2, 1, 1e-12))));
  }

  private static void losses(Golden golden) {
    Reduction none = Reduction.NONE;
    golden
        .op(
            "cosine_similarity",
            c -> F.cosineSimilarity(x(c), c.in("y"), c.in("y").dim() == 3 ? -2 : 0, 1e-8))
        .op("l1_loss", two((x, y) -> F.l1Loss(x, y, none)))
        .op("mse_loss", two((x, y) -> F.mseLoss(x, y, none)))
        .op("smooth_l1_loss", two((x, y) -> F.smoothL1Loss(x, y, none, 1)))
        .op("huber_loss", two((x, y) -> F.huberLoss(x, y, none, 1)))
        .op(
            "bce_logits",
            two(
                (x, y) ->
                    new BCEWithLogitsLoss(BCEWithLogitsLoss.options().reduction(none)).call(x, y)))
        .op("soft_margin_loss", two((x, y) -> F.softMarginLoss(x, y, none)))
        .op("bce", two((x, y) -> new BCELoss(none).call(x, y)))
        .op("hinge_embedding_loss", two((x, y) -> F.hingeEmbeddingLoss(x, y, none, 1)))
        .op("multi_margin_loss", two((x, y) -> margin(none, x, y)))
        .op("multi_margin_loss_squared", two((x, y) -> squaredMargin(none, x, y)))
        .op("multilabel_margin_loss", two((x, y) -> F.multilabelMarginLoss(x, y, none)))
        .op("mse_loss_of_nothing", two(F::mseLoss))
        .op("kl_div", two((x, y) -> F.klDiv(x, y, none)));
  }

  private static Tensor margin(Reduction reduction, Tensor x, Tensor y) {
    return F.multiMarginLoss(x, y, 1, 1, null, reduction);
  }

  private static Tensor squaredMargin(Reduction reduction, Tensor x, Tensor y) {
    return F.multiMarginLoss(x, y, 2, 1, null, reduction);
  }

  private static void layers(Golden golden) {
    PoolOptions overlapping = PoolOptions.of(3).stride(1).padding(1);
    golden
        .op(
            "max_pool2d",
            c ->
                F.maxPool2d(
                    x(c), c.toString().contains("overlap") ? overlapping : PoolOptions.of(2)))
        .ops(
            "max_pool2d_indices",
            c -> {
              MaxPooling.Result r = F.maxPool2dWithIndices(x(c), PoolOptions.of(2));
              return List.of(r.values(), r.indices());
            })
        .op("max_pool1d", c -> F.maxPool1d(x(c), 2))
        .op("adaptive_max_pool2d", c -> F.adaptiveMaxPool2d(x(c), 2, 2).values())
        .op("avg_pool2d", c -> F.avgPool2d(x(c), overlapping))
        .op("avg_pool1d", c -> F.avgPool1d(x(c), 2))
        .op("adaptive_avg_pool2d", c -> F.adaptiveAvgPool2d(x(c), 2, 2))
        .op("avg_pool2d_divisor", c -> F.avgPool2d(x(c), PoolOptions.of(2).divisorOverride(-2)))
        .op("global_avg_pool", c -> F.adaptiveAvgPool2d(x(c), 1, 1))
        .ops("batch_norm", EdgesGoldenTest::batchNorm)
        .op("group_norm", c -> F.groupNorm(x(c), 2, c.in("weight"), c.in("bias"), 1e-5))
        .op("instance_norm", c -> F.instanceNorm(x(c), null, null, 1e-5))
        .op("layer_norm", c -> F.layerNorm(x(c), new int[] {3}, c.in("weight"), c.in("bias"), 1e-5))
        .op("conv2d", c -> F.conv2d(x(c), c.in("weight"), c.in("bias")))
        .op("conv1d", c -> F.conv1d(x(c), c.in("weight"), c.in("bias")))
        .op(
            "conv_transpose2d",
            c -> F.convTranspose2d(x(c), c.in("weight"), c.in("bias"), PLAIN, 0, 0))
        .op(
            "conv_transpose1d",
            c -> F.convTranspose1d(x(c), c.in("weight"), c.in("bias"), PLAIN_1D, 0))
        .op("linear", c -> F.linear(x(c), c.in("weight"), c.inOrNull("bias")))
        .op("bilinear", c -> F.bilinear(c.in("x1"), c.in("x2"), c.in("weight"), c.in("bias")))
        .op("unfold", c -> F.unfold(x(c), new int[] {2, 2}, PLAIN))
        .op("fold", c -> F.fold(x(c), new int[] {3, 3}, new int[] {2, 2}, PLAIN))
        .op("pixel_shuffle", c -> F.pixelShuffle(x(c), 2))
        .op("channel_shuffle", c -> F.channelShuffle(x(c), 2))
        .op("upsample_nearest", c -> F.interpolate(x(c), new double[] {2}, "nearest", false))
        .op("upsample_bilinear", c -> F.interpolate(x(c), new double[] {2}, "bilinear", false))
        .op("upsample_bicubic", c -> F.interpolate(x(c), new double[] {2}, "bicubic", false))
        .op(
            "interpolate_bytes",
            c -> F.interpolate(x(c), c.ints("size"), c.text("mode"), c.flag("align")))
        .op("pad_constant", c -> F.pad(x(c), 0, 1, 1, 1, 1))
        .op("pad_circular", c -> F.pad(x(c), "circular", amounts(c)))
        .op("pad_reflect", c -> F.pad(x(c), "reflect", amounts(c)))
        .op("pad_replicate", c -> F.pad(x(c), "replicate", amounts(c)));
  }

  private static void shapes(Golden golden) {
    golden
        .op("matmul", two(Tensor::matmul))
        .ops("chunk", c -> x(c).chunk(2, 0))
        .op("logsumexp_of", c -> x(c).logsumexp(c.integer("dim")))
        .op("logsumexp_all", c -> x(c).logsumexp(false))
        .op("gather", c -> x(c).gather(0, c.in("index")))
        .op("scatter_add", c -> x(c).scatterAdd(0, c.in("index"), c.in("source")))
        .op("scatter", c -> x(c).scatter(0, c.in("index"), c.in("source")))
        .op("index_select", c -> x(c).indexSelect(0, c.in("index")))
        .op("cat", c -> Join.cat(List.of(c.in("a"), c.in("b")), c.integer("dim")));
  }

  private static List<Tensor> batchNorm(GoldenCase c) {
    Tensor mean = c.in("mean");
    Tensor variance = c.in("var");
    Tensor y =
        F.batchNorm(
            x(c),
            c.in("weight"),
            c.in("bias"),
            new BatchNormalization.Statistics(mean, variance, c.flag("training"), 0.1, 1e-5));
    List<Tensor> all = new ArrayList<>(List.of(y, mean, variance));
    return all;
  }

  private static int[] amounts(GoldenCase c) {
    return c.has("amounts") ? c.ints("amounts") : new int[] {1, 1, 1, 1};
  }

  private static List<Tensor> pair(Extremum.Result result) {
    return List.of(result.values(), result.indices());
  }

  private static Function<GoldenCase, List<Tensor>> rows(Function<Tensor, List<Tensor>> f) {
    return c -> f.apply(c.toString().contains("/columns") ? x(c).t() : x(c));
  }

  private static Function<GoldenCase, Tensor> one(UnaryOperator<Tensor> f) {
    return c -> f.apply(x(c));
  }

  private static Function<GoldenCase, Tensor> two(BinaryOperator<Tensor> f) {
    return c -> f.apply(x(c), c.in("y"));
  }

  private static Tensor x(GoldenCase c) {
    return c.in("x");
  }
}
