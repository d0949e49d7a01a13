package io.kindling.torchdb;

import io.kindling.ops.Extremum;
import io.kindling.ops.Logic;
import io.kindling.ops.Statistics;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.List;

/** How to call what reduces, sorts and accumulates. */
final class ReductionCalls {
  private ReductionCalls() {}

  static void into(Calls calls) {
    calls.add("sum", c -> x(c).sum(keep(c, 2), dims(c, 1)));
    calls.add("mean", c -> x(c).mean(keep(c, 2), dims(c, 1)));
    calls.add("amax", c -> x(c).amax(keep(c, 2), dims(c, 1)));
    calls.add("amin", c -> x(c).amin(keep(c, 2), dims(c, 1)));
    calls.add("logsumexp", c -> x(c).logsumexp(keep(c, 2), c.ints(1, "dim")));
    calls.add("any", c -> Logic.any(x(c), keep(c, 2), dims(c, 1)));
    calls.add("all", c -> Logic.all(x(c), keep(c, 2), dims(c, 1)));
    calls.add(
        "argmax",
        c -> {
          notKept(c);
          return c.has(1, "dim") ? x(c).argmax(c.integer(1, "dim")) : x(c).argmax();
        });
    calls.add(
        "argmin",
        c -> {
          notKept(c);
          return c.has(1, "dim") ? x(c).argmin(c.integer(1, "dim")) : x(c).argmin();
        });
    calls.add("max.reduction_no_dim", c -> x(c).max());
    calls.add("min.reduction_no_dim", c -> x(c).min());
    calls.addAll(
        "max.reduction_with_dim", c -> extremum(x(c).max(c.integer(1, "dim"), keep(c, 2))));
    calls.addAll(
        "min.reduction_with_dim", c -> extremum(x(c).min(c.integer(1, "dim"), keep(c, 2))));
    calls.add(
        "prod", c -> c.has(1, "dim") ? x(c).prod(c.integer(1, "dim"), keep(c, 2)) : x(c).prod());
    calls.add("cumsum", c -> x(c).cumsum(c.integer(1, "dim")));
    calls.add("var", c -> Statistics.var(x(c), correction(c), keep(c, 3), varianceDims(c)));
    calls.add("std", c -> Statistics.std(x(c), correction(c), keep(c, 3), varianceDims(c)));
    calls.add(
        "norm",
        c -> {
          if (c.isText(1, "p")) {
            throw new NotHereException("norm: no p as a text");
          }
          return x(c).norm(c.number(1, "p", 2), keep(c, 3), dims(c, 2));
        });
    calls.add("softmax", c -> x(c).softmax(c.integer(1, "dim")));
    calls.add("log_softmax", c -> x(c).logSoftmax(c.integer(1, "dim")));
    calls.add(
        "softmax.with_dtype",
        c -> x(c).to(c.dtype(-1, "dtype", DType.FLOAT64)).softmax(c.integer(1, "dim")));
    calls.add(
        "log_softmax.with_dtype",
        c -> x(c).to(c.dtype(-1, "dtype", DType.FLOAT64)).logSoftmax(c.integer(1, "dim")));
    calls.addAll(
        "sort",
        c -> {
          c.flag(-1, "stable", false);
          var r = x(c).sort(c.integer(1, "dim", -1), c.flag(2, "descending", false));
          return List.of(r.values(), r.indices());
        });
    calls.add(
        "argsort",
        c -> {
          c.flag(-1, "stable", false);
          return x(c).argsort(c.integer(1, "dim", -1), c.flag(2, "descending", false));
        });
    calls.addAll(
        "topk",
        c -> {
          c.flag(4, "sorted", true);
          var r = x(c).topk(c.integer(1, "k"), c.integer(2, "dim", -1), c.flag(3, "largest", true));
          return List.of(r.values(), r.indices());
        });
  }

  private static Tensor x(Call c) {
    return c.tensor(0, "input");
  }

  private static boolean keep(Call c, int at) {
    return c.flag(at, "keepdim", false);
  }

  private static void notKept(Call c) {
    if (keep(c, 2)) {
      throw new NotHereException("no argument keepdim");
    }
  }

  private static int[] dims(Call c, int at) {
    return c.ints(at, "dim", new int[0]);
  }

  private static boolean unbiased(Call c) {
    return c.size() > 1 && c.isFlag(1);
  }

  private static double correction(Call c) {
    if (unbiased(c)) {
      return c.flag(1, "unbiased", true) ? 1 : 0;
    }
    if (c.has(2, "unbiased")) {
      return c.flag(2, "unbiased", true) ? 1 : 0;
    }
    return c.number(-1, "correction", 1);
  }

  private static int[] varianceDims(Call c) {
    return unbiased(c) ? new int[0] : dims(c, 1);
  }

  private static List<Tensor> extremum(Extremum.Result r) {
    return List.of(r.values(), r.indices());
  }
}
