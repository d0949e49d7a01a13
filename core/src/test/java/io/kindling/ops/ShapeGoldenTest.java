package io.kindling.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.testing.Golden;
import io.kindling.testing.GoldenCase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class ShapeGoldenTest {
  @TestFactory
  Stream<DynamicTest> golden() {
    return Golden.family("shape")
        .op("reshape", c -> x(c).reshape(c.ints("sizes")))
        .op("reshape_t", c -> x(c).transpose(0, 1).reshape(c.ints("sizes")))
        .op(
            "view",
            c -> (x(c).dim() == 0 ? x(c).reshape(1) : x(c).transpose(0, 2)).view(c.ints("sizes")))
        .op("flatten", c -> x(c).flatten(c.integer("start"), c.integer("end")))
        .op("permute", c -> x(c).permute(c.ints("order")))
        .op("transpose", c -> x(c).transpose(c.integer("a"), c.integer("b")))
        .op("t", c -> x(c).t())
        .op("squeeze", c -> x(c).squeeze(c.ints("dims")))
        .op("unsqueeze", c -> x(c).unsqueeze(c.integer("dim")))
        .op("expand", c -> x(c).expand(c.ints("sizes")))
        .op(
            "slice",
            c ->
                x(c).slice(
                        c.integer("dim"), c.integer("start"), c.integer("end"), c.integer("step")))
        .op("narrow", c -> x(c).narrow(c.integer("dim"), c.integer("start"), c.integer("length")))
        .op("select", c -> x(c).select(c.integer("dim"), c.integer("index")))
        .op("clone", c -> x(c).clone())
        .op("contiguous", c -> x(c).t().contiguous())
        .op("pad", c -> x(c).pad(c.number("value"), c.ints("amounts")))
        .op("cat", c -> Join.cat(List.of(x(c), c.in("y"), c.in("z")), c.integer("dim")))
        .op("stack", c -> Join.stack(List.of(x(c), c.in("y")), c.integer("dim")))
        .ops("split", c -> x(c).split(c.integer("size"), c.integer("dim")))
        .ops("split_sizes", c -> x(c).split(c.ints("sizes"), c.integer("dim")))
        .ops("chunk", c -> x(c).chunk(c.integer("chunks"), c.integer("dim")))
        .ops("unbind", c -> x(c).unbind(c.integer("dim")))
        .op("unbind_one", c -> x(c).unbind(c.integer("dim")).get(1).mul(2))
        .op("repeat", c -> x(c).repeat(c.ints("times")))
        .op("tile", c -> x(c).tile(c.ints("times")))
        .op("flip", c -> x(c).flip(c.ints("dims")))
        .op("roll", c -> x(c).roll(c.integer("shift"), c.integer("dim")))
        .op("tril", c -> x(c).tril(c.integer("diagonal")))
        .op("triu", c -> x(c).triu(c.integer("diagonal")))
        .op("diag", c -> x(c).diag(c.integer("diagonal")))
        .op("to_double", c -> x(c).to(DType.FLOAT64))
        .op("to_long", c -> x(c).toLong())
        .op("to_bool", c -> x(c).to(DType.BOOL))
        .tests();
  }

  private static Tensor x(GoldenCase c) {
    return c.in("x");
  }
}
