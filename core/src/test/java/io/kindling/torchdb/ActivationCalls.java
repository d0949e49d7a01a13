package io.kindling.torchdb;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** How to call the activations. */
final class ActivationCalls {
  private ActivationCalls() {}

  static void into(Calls calls) {
    Map<String, UnaryOperator<Tensor>> plain = new LinkedHashMap<>();
    plain.put("relu", F::relu);
    plain.put("relu6", F::relu6);
    plain.put("selu", F::selu);
    plain.put("silu", F::silu);
    plain.put("mish", F::mish);
    plain.put("hardswish", F::hardswish);
    plain.put("hardsigmoid", F::hardsigmoid);
    plain.put("logsigmoid", F::logsigmoid);
    plain.put("softsign", F::softsign);
    plain.put("tanhshrink", F::tanhshrink);
    plain.forEach(
        (name, call) ->
            calls.add(
                "nn.functional." + name,
                c -> {
                  c.ignore(-1, "inplace", false);
                  return call.apply(x(c));
                }));
    calls.add("nn.functional.elu", c -> F.elu(x(c), c.number(1, "alpha", 1)));
    calls.add("nn.functional.celu", c -> F.celu(x(c), c.number(1, "alpha", 1)));
    calls.add("nn.functional.gelu", c -> F.gelu(x(c), c.text(-1, "approximate", "none")));
    calls.add(
        "nn.functional.leaky_relu", c -> F.leakyRelu(x(c), c.number(1, "negative_slope", 0.01)));
    calls.add("nn.functional.prelu", c -> F.prelu(x(c), c.tensor(1, "weight")));
    calls.add(
        "nn.functional.rrelu",
        c ->
            F.rrelu(
                still(c),
                c.number(1, "lower", 1.0 / 8),
                c.number(2, "upper", 1.0 / 3),
                c.flag(3, "training", false)));
    calls.add(
        "nn.functional.hardtanh",
        c -> F.hardtanh(x(c), c.number(1, "min_val", -1), c.number(2, "max_val", 1)));
    calls.add("nn.functional.hardshrink", c -> F.hardshrink(x(c), c.number(1, "lambd", 0.5)));
    calls.add("nn.functional.softshrink", c -> F.softshrink(x(c), c.number(1, "lambd", 0.5)));
    calls.add(
        "nn.functional.softplus",
        c -> F.softplus(x(c), c.number(1, "beta", 1), c.number(2, "threshold", 20)));
    calls.add(
        "nn.functional.threshold",
        c -> F.threshold(x(c), c.number(1, "threshold"), c.number(2, "value")));
    calls.add("nn.functional.glu", c -> F.glu(x(c), c.integer(1, "dim", -1)));
    calls.add("nn.functional.softmin", c -> F.softmin(x(c), c.integer(1, "dim")));
    calls.add(
        "nn.functional.softmin.with_dtype",
        c -> F.softmax(x(c).neg().to(c.dtype(-1, "dtype", null)), c.integer(1, "dim")));
    calls.add(
        "nn.functional.dropout",
        c -> F.dropout(x(c), chance(c, 2, true), c.flag(2, "training", true)));
    calls.add(
        "nn.functional.dropout2d",
        c -> F.dropout2d(x(c), chance(c, 2, true), c.flag(2, "training", true)));
    calls.add(
        "nn.functional.alpha_dropout",
        c -> F.alphaDropout(x(c), chance(c, 2, false), c.flag(2, "training", false)));
  }

  private static Tensor still(Call c) {
    if (c.flag(3, "training", false)) {
      throw new NotHereException("random");
    }
    return x(c);
  }

  private static double chance(Call c, int training, boolean otherwise) {
    double p = c.number(1, "p", 0.5);
    if (p > 0 && p < 1 && c.flag(training, "training", otherwise)) {
      throw new NotHereException("random");
    }
    return p;
  }

  private static Tensor x(Call c) {
    return c.tensor(0, "input");
  }
}
