package io.kindling.autograd;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import io.kindling.testing.Golden;
import io.kindling.testing.GoldenCase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The programs of {@code golden/inplace/make.py}. */
final class InPlaceGoldenTest {
  @TestFactory
  Stream<DynamicTest> golden() {
    return Golden.family("inplace")
        .op("whole", c -> x(c).clone().add_(w(c)).mul_(w(c)).sub_(x(c)).div_(w(c)))
        .op("scalars", c -> x(c).clone().add_(2).mul_(3).sub_(0.5).div_(4))
        .op("alpha", c -> x(c).clone().add_(w(c), -2.5))
        .op("row", InPlaceGoldenTest::row)
        .op("view_after", InPlaceGoldenTest::viewAfter)
        .op("base_after_view", InPlaceGoldenTest::baseAfterView)
        .ops("view_of_view", InPlaceGoldenTest::viewOfView)
        .op("transposed", InPlaceGoldenTest::transposed)
        .op("into_constant", InPlaceGoldenTest::intoConstant)
        .op("zeroed", InPlaceGoldenTest::zeroed)
        .ops("unary", InPlaceGoldenTest::unary)
        .op("clamped", c -> x(c).mul(2).clamp_(-1, 1).pow_(3))
        .op("two_views", InPlaceGoldenTest::twoViews)
        .op("masked", c -> x(c).mul(2).maskedFill_(Tensors.tensor(1L, 0L, 1L).ne(0), 0.5))
        .op("relu", InPlaceGoldenTest::relu)
        .op("columns", InPlaceGoldenTest::columns)
        .tests();
  }

  private static Tensor x(GoldenCase c) {
    return c.in("x");
  }

  private static Tensor w(GoldenCase c) {
    return c.in("w");
  }

  private static Tensor row(GoldenCase c) {
    Tensor y = x(c).mul(2);
    y.at(0).mul_(w(c));
    return y;
  }

  private static Tensor viewAfter(GoldenCase c) {
    Tensor y = x(c).mul(2);
    Tensor v = y.at(1);
    v.mul_(w(c));
    return v.sin().add(y.sum());
  }

  private static Tensor baseAfterView(GoldenCase c) {
    Tensor y = x(c).mul(2);
    Tensor v = y.at(1);
    y.mul_(w(c));
    return v.mul(v);
  }

  private static List<Tensor> viewOfView(GoldenCase c) {
    Tensor y = x(c).mul(2);
    Tensor v = y.view(3, 2).slice(0, 1, 3);
    v.mul_(v.clone().cos());
    y.add_(w(c));
    return List.of(y, v);
  }

  private static Tensor transposed(GoldenCase c) {
    Tensor y = x(c).mul(2).t();
    y.at(1).mul_(w(c).slice(0, 0, 2));
    y.at(0).copy_(w(c).slice(0, 0, 2).mul(2));
    return y;
  }

  private static Tensor intoConstant(GoldenCase c) {
    Tensor z = Tensors.zeros(x(c).dtype(), 3, 3);
    z.at(0).copy_(w(c));
    z.slice(0, 1, 3).copy_(x(c));
    z.slice(0, 1, 3).select(1, 1).mul_(w(c).at(0));
    return z;
  }

  private static Tensor zeroed(GoldenCase c) {
    Tensor y = x(c).mul(w(c));
    y.at(0).zero_();
    y.at(1).at(1).fill_(4);
    return y.mul(y);
  }

  private static List<Tensor> unary(GoldenCase c) {
    Tensor x = x(c);
    Tensor y = x.clone();
    y.neg_();
    y.slice(1, 1, 3).abs_().log_();
    return List.of(y, x.clone().exp_(), x.clone().sigmoid_(), x.clone().tanh_(), x.clone().sqrt_());
  }

  private static Tensor twoViews(GoldenCase c) {
    Tensor y = x(c).mul(2);
    Tensor a = y.at(0);
    Tensor b = y.at(1);
    a.mul_(b.clone());
    b.mul_(w(c));
    return a.add(b);
  }

  private static Tensor relu(GoldenCase c) {
    Tensor y = x(c).mul(1);
    y.relu_();
    return y.mul(y);
  }

  private static Tensor columns(GoldenCase c) {
    Tensor y = x(c).mul(2);
    y.select(1, 0).add_(y.select(1, 1));
    y.select(1, 2).copy_(w(c).slice(0, 0, 2));
    return y.cos();
  }
}
