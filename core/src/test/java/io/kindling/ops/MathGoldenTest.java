package io.kindling.ops;

import io.kindling.tensor.Tensor;
import io.kindling.testing.Golden;
import io.kindling.testing.GoldenCase;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class MathGoldenTest {
  @TestFactory
  Stream<DynamicTest> golden() {
    return Golden.family("math")
        .op("tan", c -> x(c).tan())
        .op("asin", c -> x(c).asin())
        .op("acos", c -> x(c).acos())
        .op("atan", c -> x(c).atan())
        .op("sinh", c -> x(c).sinh())
        .op("cosh", c -> x(c).cosh())
        .op("asinh", c -> x(c).asinh())
        .op("acosh", c -> x(c).acosh())
        .op("atanh", c -> x(c).atanh())
        .op("log2", c -> x(c).log2())
        .op("log10", c -> x(c).log10())
        .op("exp2", c -> x(c).exp2())
        .op("erf", c -> x(c).erf())
        .op("erfc", c -> x(c).erfc())
        .op("lgamma", c -> x(c).lgamma())
        .op("digamma", c -> x(c).digamma())
        .op("trunc", c -> x(c).trunc())
        .op("frac", c -> x(c).frac())
        .op("isinf", c -> x(c).isinf())
        .op("atan2", c -> x(c).atan2(y(c)))
        .op("logaddexp", c -> x(c).logaddexp(y(c)))
        .op("remainder", c -> x(c).remainder(y(c)))
        .op("floor_divide", c -> x(c).floorDivide(y(c)))
        .op("logical_and", c -> x(c).logicalAnd(y(c)))
        .op("logical_or", c -> x(c).logicalOr(y(c)))
        .op("logical_xor", c -> x(c).logicalXor(y(c)))
        .op("isclose", c -> x(c).isclose(y(c)))
        .op("polygamma", c -> x(c).polygamma(c.integer("n")))
        .op("remainder_scalar", c -> x(c).remainder(c.number("c")))
        .op("clamp_min", c -> x(c).clampMin(c.number("c")))
        .op("clamp_max", c -> x(c).clampMax(c.number("c")))
        .op("rpow", c -> Arithmetic.rpow(c.number("c"), x(c)))
        .op("add_alpha", c -> x(c).add(y(c), c.number("alpha")))
        .op("lerp_scalar", c -> x(c).lerp(y(c), c.number("w")))
        .op("lerp", c -> x(c).lerp(y(c), c.in("w")))
        .op("addcmul", c -> x(c).addcmul(c.in("a"), c.in("b"), c.number("value")))
        .op("addcdiv", c -> x(c).addcdiv(c.in("a"), c.in("b"), c.number("value")))
        .op("isclose_nan", c -> x(c).isclose(y(c), 0.1, 0.01, true))
        .op("typed_add_tensor", c -> x(c).add(y(c)))
        .op("typed_mul_float", c -> x(c).mul(y(c)))
        .op("typed_mul_scalar_tensor", c -> x(c).mul(y(c)))
        .op("typed_add_100", c -> x(c).add(100))
        .op("typed_add_half", c -> x(c).add(0.5))
        .op("typed_div", c -> x(c).div(y(c)))
        .op("typed_exp", c -> x(c).exp())
        .op("typed_gt", c -> x(c).gt(y(c)))
        .tests();
  }

  private static Tensor x(GoldenCase c) {
    return c.in("x");
  }

  private static Tensor y(GoldenCase c) {
    return c.in("y");
  }
}
