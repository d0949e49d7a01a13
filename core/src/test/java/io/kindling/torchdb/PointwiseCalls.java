package io.kindling.torchdb;

import io.kindling.ops.Arithmetic;
import io.kindling.ops.Selection;
import io.kindling.ops.SpecialMath;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** How to call the elementwise operations. */
final class PointwiseCalls {
  private final Calls calls;

  private PointwiseCalls(Calls calls) {
    this.calls = calls;
  }

  static void into(Calls calls) {
    PointwiseCalls all = new PointwiseCalls(calls);
    all.unary();
    all.binary();
    all.comparisons();
    all.mixed();
  }

  private void unary() {
    Map<String, UnaryOperator<Tensor>> unary = new LinkedHashMap<>();
    unary.put("abs", Tensor::abs);
    unary.put("acos", Tensor::acos);
    unary.put("acosh", Tensor::acosh);
    unary.put("asin", Tensor::asin);
    unary.put("asinh", Tensor::asinh);
    unary.put("atan", Tensor::atan);
    unary.put("atanh", Tensor::atanh);
    unary.put("ceil", Tensor::ceil);
    unary.put("cos", Tensor::cos);
    unary.put("cosh", Tensor::cosh);
    unary.put("digamma", Tensor::digamma);
    unary.put("erf", Tensor::erf);
    unary.put("erfc", Tensor::erfc);
    unary.put("exp", Tensor::exp);
    unary.put("exp2", Tensor::exp2);
    unary.put("expm1", Tensor::expm1);
    unary.put("floor", Tensor::floor);
    unary.put("frac", Tensor::frac);
    unary.put("isfinite", Tensor::isfinite);
    unary.put("isinf", Tensor::isinf);
    unary.put("isnan", Tensor::isnan);
    unary.put("lgamma", Tensor::lgamma);
    unary.put("log", Tensor::log);
    unary.put("log10", Tensor::log10);
    unary.put("log1p", Tensor::log1p);
    unary.put("log2", Tensor::log2);
    unary.put("logical_not", Tensor::logicalNot);
    unary.put("neg", Tensor::neg);
    unary.put("reciprocal", Tensor::reciprocal);
    unary.put("round", Tensor::round);
    unary.put("rsqrt", Tensor::rsqrt);
    unary.put("sigmoid", Tensor::sigmoid);
    unary.put("sign", Tensor::sign);
    unary.put("sin", Tensor::sin);
    unary.put("sinh", Tensor::sinh);
    unary.put("sqrt", Tensor::sqrt);
    unary.put("square", Tensor::square);
    unary.put("tan", Tensor::tan);
    unary.put("tanh", Tensor::tanh);
    unary.put("trunc", Tensor::trunc);
    unary.put("clone", Tensor::clone);
    unary.put("contiguous", Tensor::contiguous);
    unary.forEach((name, call) -> calls.add(name, c -> call.apply(c.tensor(0, "input"))));
    calls.add("double", c -> c.tensor(0, "input").toDouble());
    calls.add("float", c -> c.tensor(0, "input").toFloat());
    calls.add("long", c -> c.tensor(0, "input").toLong());
    calls.add("polygamma", c -> c.tensor(1, "input").polygamma(c.integer(0, "n")));
  }

  private void pair(
      String name,
      BinaryTensor tensors,
      BiFunction<Tensor, Double, Tensor> fraction,
      BiFunction<Tensor, Long, Tensor> whole) {
    calls.add(
        name,
        c -> {
          Tensor x = c.tensor(0, "input");
          if (c.isTensor(1, "other")) {
            return tensors.of(x, c.tensor(1, "other"));
          }
          Number number = c.scalar(1, "other");
          return number instanceof Double d
              ? fraction.apply(x, d)
              : whole.apply(x, number.longValue());
        });
  }

  private interface BinaryTensor {
    Tensor of(Tensor a, Tensor b);
  }

  private void binary() {
    calls.add("add", c -> added(c, c.tensor(0, "input"), 1));
    calls.add("sub", c -> added(c, c.tensor(0, "input"), -1));
    pair("mul", Tensor::mul, (x, d) -> x.mul(d), (x, n) -> x.mul(n));
    pair("true_divide", Tensor::div, (x, d) -> x.div(d), (x, n) -> x.div(n));
    pair("remainder", Tensor::remainder, (x, d) -> x.remainder(d), (x, n) -> x.remainder(n));
    pair(
        "floor_divide",
        Tensor::floorDivide,
        (x, d) -> x.floorDivide(d),
        (x, n) -> x.floorDivide(n));
    calls.add(
        "div",
        c -> {
          if (c.has(-1, "rounding_mode")) {
            throw new NotHereException("no argument rounding_mode");
          }
          Tensor x = c.tensor(0, "input");
          if (c.isTensor(1, "other")) {
            return x.div(c.tensor(1, "other"));
          }
          Number n = c.scalar(1, "other");
          return n instanceof Double d ? x.div(d) : x.div(n.longValue());
        });
    calls.add(
        "rsub",
        c -> {
          c.ignore(-1, "alpha", 1L);
          Number n = c.scalar(1, "other");
          Tensor x = c.tensor(0, "input");
          return n instanceof Double d ? x.rsub(d) : x.rsub(n.longValue());
        });
    calls.add(
        "pow",
        c -> {
          if (!c.isTensor(0, "input")) {
            return Arithmetic.rpow(c.either(0, "input"), c.tensor(1, "exponent"));
          }
          Tensor x = c.tensor(0, "input");
          if (c.isTensor(1, "exponent")) {
            return x.pow(c.tensor(1, "exponent"));
          }
          Number n = c.scalar(1, "exponent");
          return n instanceof Double d ? x.pow(d) : x.pow(n.longValue());
        });
    calls.add("atan2", c -> c.tensor(0, "input").atan2(c.tensor(1, "other")));
    calls.add("logaddexp", c -> c.tensor(0, "input").logaddexp(c.tensor(1, "other")));
    calls.add("maximum", c -> c.tensor(0, "input").maximum(c.tensor(1, "other")));
    calls.add("minimum", c -> c.tensor(0, "input").minimum(c.tensor(1, "other")));
    calls.add("max.binary", c -> c.tensor(0, "input").maximum(c.tensor(1, "other")));
    calls.add("min.binary", c -> c.tensor(0, "input").minimum(c.tensor(1, "other")));
    calls.add("xlogy", c -> SpecialMath.xlogy(c.tensor(0, "input"), c.tensor(1, "other")));
    calls.add("logical_and", c -> c.tensor(0, "input").logicalAnd(c.tensor(1, "other")));
    calls.add("logical_or", c -> c.tensor(0, "input").logicalOr(c.tensor(1, "other")));
    calls.add("logical_xor", c -> c.tensor(0, "input").logicalXor(c.tensor(1, "other")));
  }

  private static Tensor added(Call c, Tensor x, int sign) {
    boolean tensor = c.isTensor(1, "other");
    if (c.has(-1, "alpha")) {
      double alpha = c.number(-1, "alpha");
      if (!tensor) {
        throw new NotHereException("no alpha beside a number");
      }
      if (sign < 0) {
        throw new NotHereException("sub: no argument alpha");
      }
      return x.add(c.tensor(1, "other"), alpha);
    }
    if (tensor) {
      return sign > 0 ? x.add(c.tensor(1, "other")) : x.sub(c.tensor(1, "other"));
    }
    Number n = c.scalar(1, "other");
    if (n instanceof Double d) {
      return sign > 0 ? x.add(d) : x.sub(d);
    }
    return sign > 0 ? x.add(n.longValue()) : x.sub(n.longValue());
  }

  private void comparisons() {
    pair("eq", Tensor::eq, (x, d) -> x.eq(d), (x, n) -> x.eq(n));
    pair("ne", Tensor::ne, (x, d) -> x.ne(d), (x, n) -> x.ne(n));
    pair("lt", Tensor::lt, (x, d) -> x.lt(d), (x, n) -> x.lt(n));
    pair("le", Tensor::le, (x, d) -> x.le(d), (x, n) -> x.le(n));
    pair("gt", Tensor::gt, (x, d) -> x.gt(d), (x, n) -> x.gt(n));
    pair("ge", Tensor::ge, (x, d) -> x.ge(d), (x, n) -> x.ge(n));
    calls.add(
        "isclose",
        c ->
            c.tensor(0, "input")
                .isclose(
                    c.tensor(1, "other"),
                    c.number(2, "rtol", 1e-5),
                    c.number(3, "atol", 1e-8),
                    c.flag(4, "equal_nan", false)));
    calls.add(
        "allclose",
        c -> {
          if (c.flag(4, "equal_nan", false)) {
            throw new NotHereException("allclose: no argument equal_nan");
          }
          return Calls.truth(
              c.tensor(0, "input")
                  .allclose(
                      c.tensor(1, "other"), c.number(2, "rtol", 1e-5), c.number(3, "atol", 1e-8)));
        });
    calls.add("equal", c -> Calls.truth(c.tensor(0, "input").equal(c.tensor(1, "other"))));
  }

  private void mixed() {
    calls.add(
        "clamp",
        c -> {
          if (c.isTensor(1, "min") || c.isTensor(2, "max")) {
            throw new NotHereException("clamp: no tensors as bounds");
          }
          Tensor x = c.tensor(0, "input");
          if (!c.has(1, "min")) {
            return c.with(2, "max", x::clampMax, x::clampMax);
          }
          if (!c.has(2, "max")) {
            return c.with(1, "min", x::clampMin, x::clampMin);
          }
          boolean whole =
              !c.either(1, "min").isFloatingPoint() && !c.either(2, "max").isFloatingPoint();
          return whole
              ? x.clamp(c.scalar(1, "min").longValue(), c.scalar(2, "max").longValue())
              : x.clamp(c.number(1, "min"), c.number(2, "max"));
        });
    calls.add(
        "clamp_min",
        c -> c.with(1, "min", c.tensor(0, "input")::clampMin, c.tensor(0, "input")::clampMin));
    calls.add(
        "clamp_max",
        c -> c.with(1, "max", c.tensor(0, "input")::clampMax, c.tensor(0, "input")::clampMax));
    calls.add(
        "lerp",
        c -> {
          Tensor x = c.tensor(0, "input");
          Tensor end = c.tensor(1, "end");
          return c.isTensor(2, "weight")
              ? x.lerp(end, c.tensor(2, "weight"))
              : x.lerp(end, c.number(2, "weight"));
        });
    calls.add(
        "addcmul",
        c ->
            c.tensor(0, "input")
                .addcmul(c.tensor(1, "tensor1"), c.tensor(2, "tensor2"), c.number(-1, "value", 1)));
    calls.add(
        "addcdiv",
        c ->
            c.tensor(0, "input")
                .addcdiv(c.tensor(1, "tensor1"), c.tensor(2, "tensor2"), c.number(-1, "value", 1)));
    calls.add(
        "masked_fill",
        c -> {
          Tensor x = c.tensor(0, "input");
          Tensor mask = c.tensor(1, "mask");
          return c.with(2, "value", v -> x.maskedFill(mask, v), v -> x.maskedFill(mask, v));
        });
    calls.add(
        "where",
        c -> {
          // The database's function is torch.where with the condition second.
          Tensor condition = c.tensor(1, "condition");
          if (c.isTensor(0, "input") && c.isTensor(2, "other")) {
            return Selection.where(condition, c.tensor(0, "input"), c.tensor(2, "other"));
          }
          return c.isTensor(0, "input")
              ? Selection.where(condition, c.tensor(0, "input"), c.either(2, "other"))
              : Selection.where(condition, c.either(0, "input"), c.tensor(2, "other"));
        });
    calls.add(
        "to",
        c -> {
          if (!c.has(-1, "dtype")) {
            throw new NotHereException("to: only a dtype");
          }
          return c.tensor(0, "input").to(c.dtype(-1, "dtype", DType.FLOAT32));
        });
  }
}
