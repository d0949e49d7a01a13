package io.kindling.nn.spec;

import io.kindling.nn.Module;
import io.kindling.nn.models.Airbench;
import io.kindling.nn.models.CifarCnn;
import io.kindling.nn.models.CifarResNet;
import io.kindling.nn.models.DenseFeatures;
import io.kindling.nn.models.LeNet;
import io.kindling.nn.models.Mlp;
import io.kindling.nn.models.MobileNetV2;
import io.kindling.nn.models.PackedField;
import io.kindling.nn.models.ResNet20;
import io.kindling.nn.models.Shortcut;
import io.kindling.nn.models.WideAndDeep;
import io.kindling.nn.models.WideResNet;
import io.kindling.text.Arguments;
import io.kindling.text.NamedType;
import java.util.Arrays;
import java.util.List;

/** Networks this library knows. */
final class ModelTypes {
  private static final int MOST_SIZES = 1000;
  private static final String RES_NET = "classes=10, shortcut=B, stochasticDepthProb=0";

  private ModelTypes() {}

  static List<NamedType<Module>> all() {
    return List.of(
        NamedType.of("cifar-cnn", "classes=10", a -> CifarCnn.create(a.integer("classes"))),
        NamedType.of(
            "LeNet",
            "channels=1, classes=10",
            a -> new LeNet(a.integer("channels"), a.integer("classes"))),
        NamedType.of(
            "ResNet20",
            RES_NET,
            a ->
                shortcut(a) == Shortcut.A || a.number("stochasticDepthProb") != 0
                    ? resNet(a, 20)
                    : new ResNet20(a.integer("classes"))),
        NamedType.of("ResNet32", RES_NET, a -> resNet(a, 32)),
        NamedType.of("ResNet44", RES_NET, a -> resNet(a, 44)),
        NamedType.of("ResNet56", RES_NET, a -> resNet(a, 56)),
        NamedType.of("ResNet110", RES_NET, a -> resNet(a, 110)),
        NamedType.of("CifarResNet", "depth, " + RES_NET, a -> resNet(a, a.integer("depth"))),
        NamedType.of(
            "WideResNet",
            "depth=16, widenFactor=4, classes=10, dropRate=0, stochasticDepthProb=0",
            a ->
                new WideResNet(
                    a.integer("depth"),
                    a.integer("widenFactor"),
                    a.integer("classes"),
                    a.number("dropRate"),
                    a.number("stochasticDepthProb"))),
        NamedType.of(
            "MobileNetV2",
            "classes=10, widthMult=1, smallImages=true",
            a ->
                new MobileNetV2(
                    a.integer("classes"), a.number("widthMult"), a.flag("smallImages"))),
        NamedType.of(
            "Airbench",
            "width1=64, width2=256, width3=256, classes=10",
            a ->
                new Airbench(
                    a.integer("width1"),
                    a.integer("width2"),
                    a.integer("width3"),
                    a.integer("classes"))),
        NamedType.of(
            "WideAndDeep",
            "hidden, outputs=None, fields=[], activation=ReLU, dropout=0, wide=true",
            a -> new WideAndDeep(wideAndDeep(a), a.integerOrNull("outputs"), fields(a))),
        NamedType.of("DenseFeatures", "fields=[]", a -> new DenseFeatures(fields(a))),
        NamedType.of(
            "mlp",
            "sizes, activation=ReLU",
            a -> Mlp.create(() -> activation(a), sizes(a, "sizes"))));
  }

  private static CifarResNet resNet(Arguments a, int depth) {
    return new CifarResNet(
        depth, a.integer("classes"), shortcut(a), a.number("stochasticDepthProb"));
  }

  private static Shortcut shortcut(Arguments a) {
    for (Shortcut option : Shortcut.values()) {
      if (option.name().equalsIgnoreCase(a.text("shortcut"))) {
        return option;
      }
    }
    throw a.bad("shortcut", "A or B");
  }

  private static int[] sizes(Arguments a, String name) {
    int[] sizes = a.ints(name);
    if (sizes.length > MOST_SIZES) {
      throw a.bad(name, "at most " + MOST_SIZES + " sizes");
    }
    return sizes;
  }

  private static WideAndDeep.Options wideAndDeep(Arguments a) {
    List<Integer> hidden = Arrays.stream(sizes(a, "hidden")).boxed().toList();
    return new WideAndDeep.Options(hidden, activation(a), a.number("dropout"), a.flag("wide"));
  }

  private static List<PackedField> fields(Arguments a) {
    if (a.value("fields") instanceof List<?> list) {
      return list.stream().map(field -> PackedField.parse(String.valueOf(field))).toList();
    }
    throw a.bad("fields", "a list of fields, as [\"values(3)\", \"embedding('city', 20, 8)\"]");
  }

  /** A layer and no network, so that short texts cannot make networks of networks. */
  private static Module activation(Arguments a) {
    Module layer = Modules.parse(a.text("activation"));
    if (!layer.children().isEmpty()) {
      throw a.bad("activation", "a layer without layers inside, as ReLU");
    }
    return layer;
  }
}
