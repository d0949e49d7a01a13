package io.kindling.ops;

import io.kindling.tensor.Tensor;
import io.kindling.testing.Golden;
import io.kindling.testing.GoldenCase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class ConvolutionGoldenTest {
  @TestFactory
  Stream<DynamicTest> golden() {
    return Golden.family("convolution")
        .op("conv2d", ConvolutionGoldenTest::conv)
        .op("conv2d_no_bias", ConvolutionGoldenTest::conv)
        .ops("max_pool2d", ConvolutionGoldenTest::pool)
        .tests();
  }

  private static Tensor conv(GoldenCase c) {
    boolean plain = !c.has("stride");
    int[] one = {1, 1};
    return Convolution.conv2d(
        c.in("x"),
        c.in("w"),
        c.inOrNull("b"),
        new Convolution.Config(
            plain ? one : c.ints("stride"),
            plain ? new int[2] : c.ints("padding"),
            plain ? one : c.ints("dilation"),
            plain ? 1 : c.integer("groups")));
  }

  private static List<Tensor> pool(GoldenCase c) {
    MaxPooling.Result result =
        MaxPooling.maxPool2d(
            c.in("x"),
            new MaxPooling.Config(
                c.ints("kernel"),
                c.ints("stride"),
                c.ints("padding"),
                c.ints("dilation"),
                c.flag("ceil")));
    return List.of(result.values(), result.indices());
  }
}
