package io.kindling.nn.spec;

import io.kindling.nn.Module;
import io.kindling.nn.models.CifarCnn;
import io.kindling.nn.models.LeNet;
import io.kindling.nn.models.Mlp;
import io.kindling.nn.models.ResNet20;
import java.util.List;

/** Networks this library knows. */
final class ModelTypes {
  private static final int MOST_SIZES = 1000;

  private ModelTypes() {}

  static List<LayerType> all() {
    return List.of(
        new LayerType("cifar-cnn", "classes=10", a -> CifarCnn.create(a.integer("classes"))),
        new LayerType(
            "LeNet",
            "channels=1, classes=10",
            a -> new LeNet(a.integer("channels"), a.integer("classes"))),
        new LayerType("ResNet20", "classes=10", a -> new ResNet20(a.integer("classes"))),
        new LayerType(
            "mlp", "sizes, activation=ReLU", a -> Mlp.create(() -> activation(a), sizes(a))));
  }

  private static int[] sizes(LayerArguments a) {
    int[] sizes = a.ints("sizes");
    if (sizes.length > MOST_SIZES) {
      throw new IllegalArgumentException(
          "mlp: takes at most " + MOST_SIZES + " sizes, got " + sizes.length);
    }
    return sizes;
  }

  /** A layer and no network, so that short texts cannot make networks of networks. */
  private static Module activation(LayerArguments a) {
    Module layer = Modules.parse(a.text("activation"));
    if (!layer.children().isEmpty()) {
      throw a.bad("activation", "a layer without layers inside, as ReLU");
    }
    return layer;
  }
}
