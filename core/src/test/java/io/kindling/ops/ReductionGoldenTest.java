package io.kindling.ops;

import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.testing.Golden;
import io.kindling.testing.GoldenCase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class ReductionGoldenTest {
  @TestFactory
  Stream<DynamicTest> golden() {
    return Golden.family("reduction")
        .op("sum", c -> x(c).sum(keep(c), dims(c)))
        .op("mean", c -> x(c).mean(keep(c), dims(c)))
        .op("var", c -> x(c).var(c.flag("unbiased"), keep(c), dims(c)))
        .op("std", c -> x(c).std(c.flag("unbiased"), keep(c), dims(c)))
        .op("logsumexp", c -> x(c).logsumexp(keep(c), dims(c)))
        .op("amax", c -> x(c).amax(keep(c), dims(c)))
        .op("amin", c -> x(c).amin(keep(c), dims(c)))
        .op("norm", c -> x(c).norm(c.number("p"), keep(c), dims(c)))
        .op("sum_to_size", c -> x(c).sumToSize(Shape.of(3, 1)))
        .op("prod", c -> x(c).prod(c.integer("dim"), keep(c)))
        .op("cumsum", c -> x(c).cumsum(c.integer("dim")))
        .op("softmax", c -> x(c).softmax(c.integer("dim")))
        .op("log_softmax", c -> x(c).logSoftmax(c.integer("dim")))
        .ops("max", c -> pair(x(c).max(c.integer("dim"), keep(c))))
        .ops("min", c -> pair(x(c).min(c.integer("dim"), keep(c))))
        .op("prod_all", c -> x(c).prod())
        .op("max_all", c -> x(c).max())
        .op("min_all", c -> x(c).min())
        .op("argmax", c -> x(c).argmax(c.integer("dim")))
        .op("argmin", c -> x(c).argmin(c.integer("dim")))
        .op("argmax_all", c -> x(c).argmax())
        .op("argmin_all", c -> x(c).argmin())
        .op("any", c -> x(c).any(1))
        .op("all", c -> x(c).all(1))
        .op("any_all", c -> x(c).any())
        .op("all_all", c -> x(c).all())
        .tests();
  }

  private static Tensor x(GoldenCase c) {
    return c.in("x");
  }

  private static boolean keep(GoldenCase c) {
    return c.flag("keepdim");
  }

  private static int[] dims(GoldenCase c) {
    return c.ints("dim");
  }

  private static List<Tensor> pair(Extremum.Result result) {
    return List.of(result.values(), result.indices());
  }
}
