package io.kindling.nn.spec;

import io.kindling.nn.ChannelShuffle;
import io.kindling.nn.CircularPad1d;
import io.kindling.nn.CircularPad2d;
import io.kindling.nn.ConstantPad1d;
import io.kindling.nn.ConstantPad2d;
import io.kindling.nn.Flatten;
import io.kindling.nn.Identity;
import io.kindling.nn.Module;
import io.kindling.nn.PixelShuffle;
import io.kindling.nn.PixelUnshuffle;
import io.kindling.nn.ReflectionPad1d;
import io.kindling.nn.ReflectionPad2d;
import io.kindling.nn.ReplicationPad1d;
import io.kindling.nn.ReplicationPad2d;
import io.kindling.nn.Unflatten;
import io.kindling.nn.Upsample;
import io.kindling.nn.ZeroPad1d;
import io.kindling.nn.ZeroPad2d;
import io.kindling.text.NamedType;
import java.util.List;

/** Layers that move elements. */
final class ShapeTypes {
  private ShapeTypes() {}

  static List<NamedType<Module>> all() {
    return List.of(
        NamedType.of("Identity", "", a -> new Identity()),
        NamedType.of(
            "Flatten",
            "startDim=1, endDim=-1",
            a -> new Flatten(a.integer("startDim"), a.integer("endDim"))),
        NamedType.of(
            "Unflatten",
            "dim, unflattenedSize",
            a -> new Unflatten(a.integer("dim"), a.ints("unflattenedSize"))),
        NamedType.of(
            "PixelShuffle", "upscaleFactor", a -> new PixelShuffle(a.integer("upscaleFactor"))),
        NamedType.of(
            "PixelUnshuffle",
            "downscaleFactor",
            a -> new PixelUnshuffle(a.integer("downscaleFactor"))),
        NamedType.of("ChannelShuffle", "groups", a -> new ChannelShuffle(a.integer("groups"))),
        NamedType.of("ZeroPad1d", "padding", a -> new ZeroPad1d(a.ints("padding"))),
        NamedType.of("ZeroPad2d", "padding", a -> new ZeroPad2d(a.ints("padding"))),
        NamedType.of("ReflectionPad1d", "padding", a -> new ReflectionPad1d(a.ints("padding"))),
        NamedType.of("ReflectionPad2d", "padding", a -> new ReflectionPad2d(a.ints("padding"))),
        NamedType.of("ReplicationPad1d", "padding", a -> new ReplicationPad1d(a.ints("padding"))),
        NamedType.of("ReplicationPad2d", "padding", a -> new ReplicationPad2d(a.ints("padding"))),
        NamedType.of("CircularPad1d", "padding", a -> new CircularPad1d(a.ints("padding"))),
        NamedType.of("CircularPad2d", "padding", a -> new CircularPad2d(a.ints("padding"))),
        NamedType.of(
            "ConstantPad1d",
            "padding, value",
            a -> new ConstantPad1d(a.number("value"), a.ints("padding"))),
        NamedType.of(
            "ConstantPad2d",
            "padding, value",
            a -> new ConstantPad2d(a.number("value"), a.ints("padding"))),
        NamedType.of(
            "Upsample",
            "size=None, scaleFactor=None, mode=nearest, alignCorners=None",
            a -> {
              boolean aligned = !a.isNull("alignCorners") && a.flag("alignCorners");
              if (a.isNull("size") == a.isNull("scaleFactor")) {
                throw new IllegalArgumentException(
                    "Upsample: only one of size or scaleFactor should be given, and one must be");
              }
              return a.isNull("size")
                  ? Upsample.scaleFactor(a.text("mode"), aligned, a.doubles("scaleFactor"))
                  : Upsample.size(a.text("mode"), aligned, a.ints("size"));
            }));
  }
}
