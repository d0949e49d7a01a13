package io.kindling.ops;

import io.kindling.tensor.Tensor;
import io.kindling.testing.Golden;
import io.kindling.testing.GoldenCase;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class PointwiseGoldenTest {
  @TestFactory
  Stream<DynamicTest> golden() {
    return Golden.family("pointwise")
        .op("add", pair(Tensor::add))
        .op("sub", pair(Tensor::sub))
        .op("mul", pair(Tensor::mul))
        .op("div", pair(Tensor::div))
        .op("maximum", pair(Tensor::maximum))
        .op("minimum", pair(Tensor::minimum))
        .op("pow_tensor", pair(Tensor::pow))
        .op("pow", c -> c.in("x").pow(c.number("exponent")))
        .op("add_scalar", c -> c.in("x").add(c.number("c")))
        .op("sub_scalar", c -> c.in("x").sub(c.number("c")))
        .op("mul_scalar", c -> c.in("x").mul(c.number("c")))
        .op("div_scalar", c -> c.in("x").div(c.number("c")))
        .op("rsub", c -> Arithmetic.rsub(c.number("c"), c.in("x")))
        .op("neg", one(Tensor::neg))
        .op("abs", one(Tensor::abs))
        .op("sign", one(Tensor::sign))
        .op("floor", one(Tensor::floor))
        .op("ceil", one(Tensor::ceil))
        .op("round", one(Tensor::round))
        .op("exp", one(Tensor::exp))
        .op("expm1", one(Tensor::expm1))
        .op("log", one(Tensor::log))
        .op("log1p", one(Tensor::log1p))
        .op("sqrt", one(Tensor::sqrt))
        .op("rsqrt", one(Tensor::rsqrt))
        .op("reciprocal", one(Tensor::reciprocal))
        .op("sin", one(Tensor::sin))
        .op("cos", one(Tensor::cos))
        .op("tanh", one(Tensor::tanh))
        .op("sigmoid", one(Tensor::sigmoid))
        .op("relu", one(Tensor::relu))
        .op("square", one(Tensor::square))
        .op("clamp", c -> c.in("x").clamp(c.number("min"), c.number("max")))
        .op("where", c -> Selection.where(c.in("c"), c.in("x"), c.in("y")))
        .op("masked_fill", c -> c.in("x").maskedFill(c.in("m"), -1.5))
        .op("eq", pair(Tensor::eq))
        .op("ne", pair(Tensor::ne))
        .op("lt", pair(Tensor::lt))
        .op("le", pair(Tensor::le))
        .op("gt", pair(Tensor::gt))
        .op("ge", pair(Tensor::ge))
        .op("eq_scalar", c -> c.in("x").eq(2))
        .op("ne_scalar", c -> c.in("x").ne(2))
        .op("lt_scalar", c -> c.in("x").lt(2))
        .op("le_scalar", c -> c.in("x").le(2))
        .op("gt_scalar", c -> c.in("x").gt(2))
        .op("ge_scalar", c -> c.in("x").ge(2))
        .op("isnan", one(Tensor::isnan))
        .op("isfinite", one(Tensor::isfinite))
        .op("logical_not", one(Tensor::logicalNot))
        .tests();
  }

  private static Function<GoldenCase, Tensor> one(UnaryOperator<Tensor> f) {
    return c -> f.apply(c.in("x"));
  }

  private static Function<GoldenCase, Tensor> pair(BinaryOperator<Tensor> f) {
    return c -> f.apply(c.in("x"), c.in("y"));
  }
}
