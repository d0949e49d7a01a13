package io.kindling.ops;

import io.kindling.tensor.Tensor;
import io.kindling.testing.Golden;
import io.kindling.testing.GoldenCase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class IndexingGoldenTest {
  @TestFactory
  Stream<DynamicTest> golden() {
    return Golden.family("indexing")
        .op("gather", c -> x(c).gather(c.integer("dim"), c.in("index")))
        .op("scatter_add", c -> x(c).scatterAdd(c.integer("dim"), c.in("index"), c.in("source")))
        .op("scatter_value", c -> x(c).scatter(c.integer("dim"), c.in("index"), 1.5))
        .op("index_select", c -> x(c).indexSelect(c.integer("dim"), c.in("index")))
        .op(
            "index_add",
            c -> x(c).indexAdd(c.integer("dim"), c.in("index"), c.in("source"), c.number("alpha")))
        .op("scatter", c -> x(c).scatter(c.integer("dim"), c.in("index"), c.in("source")))
        .op("masked_select", c -> x(c).maskedSelect(c.in("mask")))
        .op("nonzero", c -> x(c).nonzero())
        .op("where_scalar", c -> x(c).where(c.in("c"), 0.5))
        .ops("sort", c -> pair(x(c).sort(c.integer("dim"), c.flag("descending"))))
        .op("argsort", c -> x(c).argsort(c.integer("dim"), c.flag("descending")))
        .ops("topk", c -> pair(x(c).topk(c.integer("k"), c.integer("dim"), c.flag("largest"))))
        .op("one_hot", c -> x(c).oneHot(c.integer("classes")))
        .tests();
  }

  private static Tensor x(GoldenCase c) {
    return c.in("x");
  }

  private static List<Tensor> pair(Sorting.Result result) {
    return List.of(result.values(), result.indices());
  }
}
