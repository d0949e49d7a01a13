package io.kindling.nn.spec;

import io.kindling.nn.CELU;
import io.kindling.nn.ELU;
import io.kindling.nn.GELU;
import io.kindling.nn.GLU;
import io.kindling.nn.Hardshrink;
import io.kindling.nn.Hardsigmoid;
import io.kindling.nn.Hardswish;
import io.kindling.nn.Hardtanh;
import io.kindling.nn.LeakyReLU;
import io.kindling.nn.LogSigmoid;
import io.kindling.nn.LogSoftmax;
import io.kindling.nn.Mish;
import io.kindling.nn.Module;
import io.kindling.nn.PReLU;
import io.kindling.nn.RReLU;
import io.kindling.nn.ReLU;
import io.kindling.nn.ReLU6;
import io.kindling.nn.SELU;
import io.kindling.nn.SiLU;
import io.kindling.nn.Sigmoid;
import io.kindling.nn.Softmax;
import io.kindling.nn.Softmax2d;
import io.kindling.nn.Softmin;
import io.kindling.nn.Softplus;
import io.kindling.nn.Softshrink;
import io.kindling.nn.Softsign;
import io.kindling.nn.Tanh;
import io.kindling.nn.Tanhshrink;
import io.kindling.nn.Threshold;
import io.kindling.text.NamedType;
import java.util.List;

/** Activations. */
final class ActivationTypes {
  private ActivationTypes() {}

  static List<NamedType<Module>> all() {
    return List.of(
        NamedType.of("ReLU", "inplace=false", a -> new ReLU(a.flag("inplace"))),
        NamedType.of("ReLU6", "inplace=false", a -> new ReLU6(a.flag("inplace"))),
        NamedType.of("SELU", "inplace=false", a -> new SELU(a.flag("inplace"))),
        NamedType.of("SiLU", "inplace=false", a -> new SiLU(a.flag("inplace"))),
        NamedType.of("Mish", "inplace=false", a -> new Mish(a.flag("inplace"))),
        NamedType.of("Hardswish", "inplace=false", a -> new Hardswish(a.flag("inplace"))),
        NamedType.of("Hardsigmoid", "inplace=false", a -> new Hardsigmoid(a.flag("inplace"))),
        NamedType.of(
            "LeakyReLU",
            "negativeSlope=0.01, inplace=false",
            a -> new LeakyReLU(a.number("negativeSlope"), a.flag("inplace"))),
        NamedType.of(
            "RReLU",
            "lower=0.125, upper=0.3333333333333333, inplace=false",
            a -> new RReLU(a.number("lower"), a.number("upper"), a.flag("inplace"))),
        NamedType.of(
            "ELU", "alpha=1, inplace=false", a -> new ELU(a.number("alpha"), a.flag("inplace"))),
        NamedType.of(
            "CELU", "alpha=1, inplace=false", a -> new CELU(a.number("alpha"), a.flag("inplace"))),
        NamedType.of(
            "Hardtanh",
            "minVal=-1, maxVal=1, inplace=false",
            a -> new Hardtanh(a.number("minVal"), a.number("maxVal"), a.flag("inplace"))),
        NamedType.of(
            "Threshold",
            "threshold, value, inplace=false",
            a -> new Threshold(a.number("threshold"), a.number("value"), a.flag("inplace"))),
        NamedType.of("GELU", "approximate=none", a -> new GELU(a.text("approximate"))),
        NamedType.of(
            "PReLU",
            "numParameters=1, init=0.25",
            a -> new PReLU(a.integer("numParameters"), a.number("init"))),
        NamedType.of("Hardshrink", "lambd=0.5", a -> new Hardshrink(a.number("lambd"))),
        NamedType.of("Softshrink", "lambd=0.5", a -> new Softshrink(a.number("lambd"))),
        NamedType.of(
            "Softplus",
            "beta=1, threshold=20",
            a -> new Softplus(a.number("beta"), a.number("threshold"))),
        NamedType.of("GLU", "dim=-1", a -> new GLU(a.integer("dim"))),
        NamedType.of("Softmax", "dim", a -> new Softmax(a.integer("dim"))),
        NamedType.of("Softmin", "dim", a -> new Softmin(a.integer("dim"))),
        NamedType.of("LogSoftmax", "dim", a -> new LogSoftmax(a.integer("dim"))),
        NamedType.of("Sigmoid", "", a -> new Sigmoid()),
        NamedType.of("Tanh", "", a -> new Tanh()),
        NamedType.of("Tanhshrink", "", a -> new Tanhshrink()),
        NamedType.of("Softsign", "", a -> new Softsign()),
        NamedType.of("LogSigmoid", "", a -> new LogSigmoid()),
        NamedType.of("Softmax2d", "", a -> new Softmax2d()));
  }
}
