package io.kindling.ops;

import io.kindling.tensor.Tensor;
import io.kindling.testing.Golden;
import io.kindling.testing.GoldenCase;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class LinearGoldenTest {
  @TestFactory
  Stream<DynamicTest> golden() {
    return Golden.family("linear")
        .op("mm", c -> x(c).mm(y(c)))
        .op("bmm", c -> x(c).bmm(y(c)))
        .op("addmm", c -> c.in("b").addmm(x(c), y(c)))
        .op("dot", c -> x(c).dot(y(c)))
        .op("mv", c -> x(c).mv(y(c)))
        .op("outer", c -> x(c).outer(y(c)))
        .op("matmul", c -> x(c).matmul(y(c)))
        .op("einsum", LinearGoldenTest::einsum)
        .tests();
  }

  private static Tensor x(GoldenCase c) {
    return c.in("x");
  }

  private static Tensor y(GoldenCase c) {
    return c.in("y");
  }

  private static Tensor einsum(GoldenCase c) {
    Tensor[] operands =
        IntStream.range(0, 9)
            .mapToObj(i -> c.inOrNull("x" + i))
            .filter(Objects::nonNull)
            .toArray(Tensor[]::new);
    return Einsum.einsum(c.text("equation"), operands);
  }
}
