package io.kindling.torchdb;

import io.kindling.ops.Join;
import io.kindling.ops.Selection;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What promotion.py calls beside the operations of the database: in place, and with more operands.
 */
final class PromotionCalls {
  private final Map<String, Function<Call, Tensor>> known = new TreeMap<>();
  private final Calls calls;

  PromotionCalls(Calls calls) {
    this.calls = calls;
    inPlace();
    known.put(
        "where",
        c -> {
          Tensor mask = mask();
          if (!c.isTensor(0, "a")) {
            return Selection.where(mask, c.either(0, "a"), b(c));
          }
          return c.isTensor(1, "b")
              ? Selection.where(mask, a(c), b(c))
              : Selection.where(mask, a(c), c.either(1, "b"));
        });
    known.put("lerp", c -> a(c).lerp(b(c), 0.25));
    known.put("cat", c -> Join.cat(List.of(a(c), b(c)), 0));
    put("masked_fill", null, (a, d) -> a.maskedFill(mask(), d), (a, n) -> a.maskedFill(mask(), n));
  }

  Function<Call, Tensor> find(String operation) {
    Function<Call, Tensor> own = known.get(operation);
    if (own != null) {
      return own;
    }
    Function<Call, List<Tensor>> call = calls.find(operation);
    return call == null ? null : c -> call.apply(c).get(0);
  }

  private static Tensor mask() {
    return Tensors.tensor(true, false, true);
  }

  private static Tensor a(Call c) {
    return c.tensor(0, "a");
  }

  private static Tensor b(Call c) {
    return c.tensor(1, "b");
  }

  private interface Both {
    Tensor of(Tensor a, Tensor b);
  }

  private interface Fraction {
    Tensor of(Tensor a, double b);
  }

  private interface Whole {
    Tensor of(Tensor a, long b);
  }

  private void put(String name, Both tensors, Fraction fraction, Whole whole) {
    known.put(
        name,
        c -> {
          if (tensors != null && c.isTensor(1, "b")) {
            return tensors.of(a(c), b(c));
          }
          Number n = c.scalar(1, "b");
          return n instanceof Double d ? fraction.of(a(c), d) : whole.of(a(c), n.longValue());
        });
  }

  private void inPlace() {
    put("add_", Tensor::add_, (a, d) -> a.add_(d), (a, n) -> a.add_(n));
    put("sub_", Tensor::sub_, (a, d) -> a.sub_(d), (a, n) -> a.sub_(n));
    put("mul_", Tensor::mul_, (a, d) -> a.mul_(d), (a, n) -> a.mul_(n));
    put("div_", Tensor::div_, (a, d) -> a.div_(d), (a, n) -> a.div_(n));
    put("pow_", null, (a, d) -> a.pow_(d), (a, n) -> a.pow_(n));
    put("fill_", null, (a, d) -> a.fill_(d), (a, n) -> a.fill_(n));
    put("clamp_min_", null, (a, d) -> a.clampMin_(d), (a, n) -> a.clampMin_(n));
    put("clamp_max_", null, (a, d) -> a.clampMax_(d), (a, n) -> a.clampMax_(n));
    put(
        "masked_fill_",
        null,
        (a, d) -> a.maskedFill_(mask(), d),
        (a, n) -> a.maskedFill_(mask(), n));
    known.put("copy_", c -> a(c).copy_(b(c)));
    known.put("lerp_", c -> a(c).lerp_(b(c), 0.25));
  }
}
