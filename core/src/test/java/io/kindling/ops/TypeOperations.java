package io.kindling.ops;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.PoolOptions;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** The operations of {@code golden/types/make.py}, by its names. */
final class TypeOperations {
  private static final Convolution.Config ONE =
      new Convolution.Config(new int[] {1}, new int[] {0}, new int[] {1}, 1);
  private static final Convolution.Config TWO =
      new Convolution.Config(new int[] {1, 1}, new int[] {0, 0}, new int[] {1, 1}, 1);

  private final Map<String, Operation> all = new TreeMap<>();

  /** An operation of a tensor and what stands beside it: a Tensor, a Long, a Double or null. */
  interface Operation {
    Tensor of(Tensor a, Object b);
  }

  private interface Whole {
    Tensor of(Tensor a, long c);
  }

  private interface Real {
    Tensor of(Tensor a, double c);
  }

  static Map<String, Operation> all() {
    TypeOperations table = new TypeOperations();
    table.pairs();
    table.tensors();
    table.numbers();
    table.pointwise();
    table.reductions();
    table.functions();
    return table.all;
  }

  private void pair(String name, BinaryOperator<Tensor> tensors, Whole whole, Real real) {
    all.put(
        name,
        (a, b) ->
            b instanceof Tensor other
                ? tensors.apply(a, other)
                : b instanceof Long c ? whole.of(a, c) : real.of(a, (Double) b));
  }

  private void tensor(String name, BinaryOperator<Tensor> operation) {
    pair(name, operation, null, null);
  }

  private void number(String name, Whole whole, Real real) {
    pair(name, null, whole, real);
  }

  private void one(String name, UnaryOperator<Tensor> operation) {
    all.put(name, (a, b) -> operation.apply(a));
  }

  private void pairs() {
    pair("add", Tensor::add, Tensor::add, Tensor::add);
    pair("sub", Tensor::sub, Tensor::sub, Tensor::sub);
    pair("mul", Tensor::mul, Tensor::mul, Tensor::mul);
    pair("div", Tensor::div, Tensor::div, Tensor::div);
    pair("pow", Tensor::pow, Tensor::pow, Tensor::pow);
    pair("remainder", Tensor::remainder, Tensor::remainder, Tensor::remainder);
    pair("floor_divide", Tensor::floorDivide, Tensor::floorDivide, Tensor::floorDivide);
    pair("eq", Tensor::eq, Tensor::eq, Tensor::eq);
    pair("ne", Tensor::ne, Tensor::ne, Tensor::ne);
    pair("lt", Tensor::lt, Tensor::lt, Tensor::lt);
    pair("le", Tensor::le, Tensor::le, Tensor::le);
    pair("gt", Tensor::gt, Tensor::gt, Tensor::gt);
    pair("ge", Tensor::ge, Tensor::ge, Tensor::ge);
    pair("add_", Tensor::add_, Tensor::add_, Tensor::add_);
    pair("sub_", Tensor::sub_, Tensor::sub_, Tensor::sub_);
    pair("mul_", Tensor::mul_, Tensor::mul_, Tensor::mul_);
    pair("div_", Tensor::div_, Tensor::div_, Tensor::div_);
    Tensor mask = Tensors.tensor(true, false, true);
    pair(
        "where",
        (a, b) -> a.where(mask, b),
        (a, c) -> a.where(mask, c),
        (a, c) -> a.where(mask, c));
  }

  private void tensors() {
    tensor("maximum", Tensor::maximum);
    tensor("minimum", Tensor::minimum);
    tensor("atan2", Tensor::atan2);
    tensor("logaddexp", Tensor::logaddexp);
    tensor("logical_and", Tensor::logicalAnd);
    tensor("logical_or", Tensor::logicalOr);
    tensor("logical_xor", Tensor::logicalXor);
    tensor("isclose", Tensor::isclose);
    tensor("add_2", (a, b) -> a.add(b, 2));
    tensor("add_1.5", (a, b) -> a.add(b, 1.5));
    tensor("add__2", (a, b) -> a.add_(b, 2));
    tensor("lerp", (a, b) -> a.lerp(b, 0.25));
    tensor("lerp_tensor", (a, b) -> a.lerp(a, b));
    tensor("lerp_", (a, b) -> a.lerp_(b, 0.25));
    tensor("addcmul", (a, b) -> a.addcmul(b, b, 2));
    tensor("addcmul_1.5", (a, b) -> a.addcmul(b, b, 1.5));
    tensor("addcdiv", (a, b) -> a.addcdiv(b, b, 2));
    tensor("addcmul_", (a, b) -> a.addcmul_(b, b, 2));
    tensor("addcdiv_", (a, b) -> a.addcdiv_(b, b, 2));
    tensor("copy_", Tensor::copy_);
    tensor("matmul", (a, b) -> a.reshape(-1).matmul(b.reshape(-1)));
    tensor("cat", (a, b) -> Join.cat(List.of(a.reshape(-1), b.reshape(-1)), 0));
    tensor(
        "stack",
        (a, b) ->
            Join.stack(List.of(a.reshape(-1).narrow(0, 0, 1), b.reshape(-1).narrow(0, 0, 1)), 0));
    tensor("index_add", (a, b) -> a.indexAdd(0, Tensors.arange(a.numel()), like(a, b)));
    tensor("scatter_add", (a, b) -> a.scatterAdd(0, zeros(a), like(a, b)));
    tensor("scatter", (a, b) -> a.scatter(0, zeros(a), like(a, b)));
  }

  private static Tensor zeros(Tensor like) {
    return Tensors.zeros(DType.INT64, like.shape().toArray());
  }

  private static Tensor like(Tensor a, Tensor b) {
    return b.expand(a.shape().toArray());
  }

  private void numbers() {
    number("rsub", (a, c) -> a.rsub(c), (a, c) -> a.rsub(c));
    number("rpow", (a, c) -> Arithmetic.rpow(c, a), (a, c) -> Arithmetic.rpow(c, a));
    number("pow_", Tensor::pow_, Tensor::pow_);
    number("clamp", (a, c) -> a.clamp(c, c), (a, c) -> a.clamp(c, c));
    number("clamp_min", Tensor::clampMin, Tensor::clampMin);
    number("clamp_max", Tensor::clampMax, Tensor::clampMax);
    number("clamp_", (a, c) -> a.clamp_(c, c), (a, c) -> a.clamp_(c, c));
    Tensor mask = Tensors.tensor(true, false, true);
    number("masked_fill", (a, c) -> a.maskedFill(mask, c), (a, c) -> a.maskedFill(mask, c));
    Tensor yes = Tensors.scalar(DType.BOOL, 1);
    number("masked_fill_", (a, c) -> a.maskedFill_(yes, c), (a, c) -> a.maskedFill_(yes, c));
    number("fill_", Tensor::fill_, Tensor::fill_);
    number("leaky_relu", (a, c) -> F.leakyRelu(a, c), (a, c) -> F.leakyRelu(a, c));
    number("threshold", (a, c) -> F.threshold(a, 0, c), (a, c) -> F.threshold(a, 0, c));
  }

  private void pointwise() {
    one("neg", Tensor::neg);
    one("abs", Tensor::abs);
    one("sign", Tensor::sign);
    one("floor", Tensor::floor);
    one("ceil", Tensor::ceil);
    one("round", Tensor::round);
    one("trunc", Tensor::trunc);
    one("frac", Tensor::frac);
    one("exp", Tensor::exp);
    one("expm1", Tensor::expm1);
    one("exp2", Tensor::exp2);
    one("log", Tensor::log);
    one("log1p", Tensor::log1p);
    one("log2", Tensor::log2);
    one("log10", Tensor::log10);
    one("sqrt", Tensor::sqrt);
    one("rsqrt", Tensor::rsqrt);
    one("reciprocal", Tensor::reciprocal);
    one("square", Tensor::square);
    one("sin", Tensor::sin);
    one("cos", Tensor::cos);
    one("tan", Tensor::tan);
    one("asin", Tensor::asin);
    one("acos", Tensor::acos);
    one("atan", Tensor::atan);
    one("sinh", Tensor::sinh);
    one("cosh", Tensor::cosh);
    one("tanh", Tensor::tanh);
    one("asinh", Tensor::asinh);
    one("acosh", Tensor::acosh);
    one("atanh", Tensor::atanh);
    one("sigmoid", Tensor::sigmoid);
    one("relu", Tensor::relu);
    one("erf", Tensor::erf);
    one("erfc", Tensor::erfc);
    one("lgamma", Tensor::lgamma);
    one("digamma", Tensor::digamma);
    one("polygamma", a -> a.polygamma(1));
    one("isnan", Tensor::isnan);
    one("isinf", Tensor::isinf);
    one("isfinite", Tensor::isfinite);
    one("logical_not", Tensor::logicalNot);
    one("neg_", Tensor::neg_);
    one("abs_", Tensor::abs_);
    one("exp_", Tensor::exp_);
    one("log_", Tensor::log_);
    one("sqrt_", Tensor::sqrt_);
    one("tanh_", Tensor::tanh_);
    one("sigmoid_", Tensor::sigmoid_);
    one("relu_", Tensor::relu_);
  }

  private void reductions() {
    one("sum", Tensor::sum);
    one("sum_0", a -> a.sum(0));
    one("prod", Tensor::prod);
    one("prod_0", a -> a.prod(0));
    one("mean", Tensor::mean);
    one("var", Tensor::var);
    one("std", Tensor::std);
    one("norm", Tensor::norm);
    one("max", Tensor::max);
    one("min", Tensor::min);
    one("max_0", a -> a.max(0).values());
    one("min_0", a -> a.min(0).values());
    one("amax", a -> a.amax(false));
    one("amin", a -> a.amin(false));
    one("argmax", Tensor::argmax);
    one("argmin", Tensor::argmin);
    one("any", a -> a.any());
    one("any_0", a -> a.any(0));
    one("all", a -> a.all());
    one("all_0", a -> a.all(0));
    one("cumsum", a -> a.cumsum(0));
    one("softmax", a -> a.softmax(0));
    one("log_softmax", a -> a.logSoftmax(0));
    one("logsumexp", a -> a.logsumexp(0));
    one("sort", a -> a.sort(0, false).values());
    one("topk", a -> a.topk(1, 0).values());
    one("flip", a -> a.flip(0));
    one("tril", a -> a.expand(2, 3).tril(0));
    one("diag", a -> a.diag(0));
    one("nonzero", Tensor::nonzero);
    one("mm", a -> a.expand(3, 3).mm(a.expand(3, 3)));
  }

  private void functions() {
    one("relu6", F::relu6);
    one("elu", F::elu);
    one("celu", F::celu);
    one("selu", F::selu);
    one("gelu", F::gelu);
    one("silu", F::silu);
    one("mish", F::mish);
    one("hardswish", F::hardswish);
    one("hardsigmoid", F::hardsigmoid);
    one("hardtanh", F::hardtanh);
    one("hardshrink", a -> F.hardshrink(a, 0.5));
    one("softshrink", a -> F.softshrink(a, 0.5));
    one("tanhshrink", F::tanhshrink);
    one("softsign", F::softsign);
    one("softplus", F::softplus);
    one("logsigmoid", F::logsigmoid);
    one("softmin", a -> F.softmin(a, 0));
    one("normalize", a -> F.normalize(a, 2, 0, 1e-12));
    one("linear", a -> F.linear(a.expand(2, 3), a.expand(2, 3), null));
    one("max_pool1d", a -> F.maxPool1d(a.expand(1, 1, 3), PoolOptions.of(3)));
    one("avg_pool1d", a -> F.avgPool1d(a.expand(1, 1, 3), 3));
    one("max_pool2d", a -> F.maxPool2d(a.expand(1, 2, 3), 2));
    one("avg_pool2d", a -> F.avgPool2d(a.expand(1, 2, 3), 2));
    one("adaptive_avg_pool1d", a -> F.adaptiveAvgPool1d(a.expand(1, 1, 3), 1));
    one("adaptive_max_pool1d", a -> F.adaptiveMaxPool1d(a.expand(1, 1, 3), 1).values());
    one("adaptive_avg_pool2d", a -> F.adaptiveAvgPool2d(a.expand(1, 1, 3), 1, 1));
    one("adaptive_max_pool2d", a -> F.adaptiveMaxPool2d(a.expand(1, 1, 3), 1, 1).values());
    one("conv1d", a -> F.conv1d(a.expand(1, 1, 3), first(a, 1, 1, 1), null));
    one("conv2d", a -> F.conv2d(a.expand(1, 1, 1, 3), first(a, 1, 1, 1, 1), null));
    one(
        "conv_transpose1d",
        a -> F.convTranspose1d(a.expand(1, 1, 3), first(a, 1, 1, 1), null, ONE, 0));
    one(
        "conv_transpose2d",
        a -> F.convTranspose2d(a.expand(1, 1, 1, 3), first(a, 1, 1, 1, 1), null, TWO, 0));
    one("layer_norm", a -> F.layerNorm(a.expand(2, 3), new int[] {3}, null, null, 1e-5));
    one("group_norm", a -> F.groupNorm(a.expand(1, 3, 3), 3, null, null, 1e-5));
    one("batch_norm", a -> F.batchNorm(a.expand(1, 1, 3), null, null, batch()));
    one(
        "pairwise_distance",
        a -> F.pairwiseDistance(a.expand(3), a.flip(0).expand(3), 2, 1e-6, false));
    one("cosine_similarity", a -> F.cosineSimilarity(a.expand(3), a.expand(3), 0, 1e-8));
    one("pixel_shuffle", a -> F.pixelShuffle(a.expand(4, 1, 3), 2));
    one("unfold", a -> F.unfold(a.expand(1, 1, 1, 3), new int[] {1, 2}, TWO));
    one("pad", a -> F.pad(a.expand(1, 3), 0, 1, 0));
    one("reflect", a -> F.pad(a.expand(1, 3), "reflect", 1, 1));
    one("mse_loss", a -> F.mseLoss(a, a));
    one("l1_loss", a -> F.l1Loss(a, a));
    one("smooth_l1_loss", a -> F.smoothL1Loss(a, a, Reduction.MEAN, 1));
    one("binary_cross_entropy", a -> F.binaryCrossEntropy(a.mul(0), a.mul(0)));
    one("cross_entropy", a -> F.crossEntropy(a.expand(1, 3), Tensors.tensor(1L)));
  }

  private static Tensor first(Tensor a, int... sizes) {
    return a.reshape(-1).narrow(0, 0, 1).reshape(sizes);
  }

  private static BatchNormalization.Statistics batch() {
    return new BatchNormalization.Statistics(null, null, true, 0.1, 1e-5);
  }
}
