package io.kindling.nn.spec;

import io.kindling.nn.models.CifarCnn;
import io.kindling.nn.models.LeNet;
import io.kindling.nn.models.Mlp;
import io.kindling.nn.models.ResNet20;
import java.util.List;

/** Networks this library knows. */
final class ModelTypes {
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
            "mlp",
            "sizes, activation=ReLU",
            a -> Mlp.create(() -> Modules.parse(a.text("activation")), a.ints("sizes"))));
  }
}
