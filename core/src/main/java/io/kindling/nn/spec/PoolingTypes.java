package io.kindling.nn.spec;

import io.kindling.nn.AdaptiveAvgPool1d;
import io.kindling.nn.AdaptiveAvgPool2d;
import io.kindling.nn.AdaptiveMaxPool1d;
import io.kindling.nn.AdaptiveMaxPool2d;
import io.kindling.nn.AvgPool1d;
import io.kindling.nn.AvgPool2d;
import io.kindling.nn.MaxPool1d;
import io.kindling.nn.MaxPool2d;
import io.kindling.nn.Module;
import io.kindling.nn.functional.PoolOptions;
import io.kindling.text.Arguments;
import io.kindling.text.NamedType;
import java.util.List;

/** Pooling layers. */
final class PoolingTypes {
  private static final String MAX =
      "kernelSize, stride=None, padding=0, dilation=1, ceilMode=false";
  private static final String AVG =
      "kernelSize, stride=None, padding=0, ceilMode=false, countIncludePad=true";

  private PoolingTypes() {}

  static List<NamedType<Module>> all() {
    return List.of(
        NamedType.of("MaxPool1d", MAX, a -> new MaxPool1d(max(a))),
        NamedType.of("MaxPool2d", MAX, a -> new MaxPool2d(max(a))),
        NamedType.of("AvgPool1d", AVG, a -> new AvgPool1d(average(a))),
        NamedType.of(
            "AvgPool2d",
            AVG + ", divisorOverride=None",
            a -> new AvgPool2d(average(a).divisorOverride(a.integerOrNull("divisorOverride")))),
        NamedType.of(
            "AdaptiveAvgPool1d",
            "outputSize",
            a ->
                a.isList("outputSize")
                    ? new AdaptiveAvgPool1d(a.ints("outputSize"))
                    : new AdaptiveAvgPool1d(a.integer("outputSize"))),
        NamedType.of(
            "AdaptiveAvgPool2d",
            "outputSize",
            a -> {
              Integer[] size = a.pairOrNull("outputSize");
              return size.length == 1
                  ? new AdaptiveAvgPool2d(size[0])
                  : new AdaptiveAvgPool2d(size[0], size[1]);
            }),
        NamedType.of(
            "AdaptiveMaxPool1d",
            "outputSize",
            a ->
                a.isList("outputSize")
                    ? new AdaptiveMaxPool1d(a.ints("outputSize"))
                    : new AdaptiveMaxPool1d(a.integer("outputSize"))),
        NamedType.of(
            "AdaptiveMaxPool2d",
            "outputSize",
            a -> {
              Integer[] size = a.pairOrNull("outputSize");
              return size.length == 1
                  ? new AdaptiveMaxPool2d(size[0])
                  : new AdaptiveMaxPool2d(size[0], size[1]);
            }));
  }

  private static PoolOptions common(Arguments a) {
    PoolOptions options = PoolOptions.of(a.ints("kernelSize")).padding(a.ints("padding"));
    return (a.isNull("stride") ? options : options.stride(a.ints("stride")))
        .ceilMode(a.flag("ceilMode"));
  }

  private static PoolOptions max(Arguments a) {
    return common(a).dilation(a.ints("dilation"));
  }

  private static PoolOptions average(Arguments a) {
    return common(a).countIncludePad(a.flag("countIncludePad"));
  }
}
