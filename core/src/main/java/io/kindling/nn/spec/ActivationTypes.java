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
import java.util.List;

/** Activations. */
final class ActivationTypes {
  private ActivationTypes() {}

  static List<LayerType> all() {
    return List.of(
        new LayerType("ReLU", "inplace=false", a -> new ReLU(a.flag("inplace"))),
        new LayerType("ReLU6", "inplace=false", a -> new ReLU6(a.flag("inplace"))),
        new LayerType("SELU", "inplace=false", a -> new SELU(a.flag("inplace"))),
        new LayerType("SiLU", "inplace=false", a -> new SiLU(a.flag("inplace"))),
        new LayerType("Mish", "inplace=false", a -> new Mish(a.flag("inplace"))),
        new LayerType("Hardswish", "inplace=false", a -> new Hardswish(a.flag("inplace"))),
        new LayerType("Hardsigmoid", "inplace=false", a -> new Hardsigmoid(a.flag("inplace"))),
        new LayerType(
            "LeakyReLU",
            "negativeSlope=0.01, inplace=false",
            a -> new LeakyReLU(a.number("negativeSlope"), a.flag("inplace"))),
        new LayerType(
            "RReLU",
            "lower=0.125, upper=0.3333333333333333, inplace=false",
            a -> new RReLU(a.number("lower"), a.number("upper"), a.flag("inplace"))),
        new LayerType(
            "ELU", "alpha=1, inplace=false", a -> new ELU(a.number("alpha"), a.flag("inplace"))),
        new LayerType(
            "CELU", "alpha=1, inplace=false", a -> new CELU(a.number("alpha"), a.flag("inplace"))),
        new LayerType(
            "Hardtanh",
            "minVal=-1, maxVal=1, inplace=false",
            a -> new Hardtanh(a.number("minVal"), a.number("maxVal"), a.flag("inplace"))),
        new LayerType(
            "Threshold",
            "threshold, value, inplace=false",
            a -> new Threshold(a.number("threshold"), a.number("value"), a.flag("inplace"))),
        new LayerType("GELU", "approximate=none", a -> new GELU(a.text("approximate"))),
        new LayerType(
            "PReLU",
            "numParameters=1, init=0.25",
            a -> new PReLU(a.integer("numParameters"), a.number("init"))),
        new LayerType("Hardshrink", "lambd=0.5", a -> new Hardshrink(a.number("lambd"))),
        new LayerType("Softshrink", "lambd=0.5", a -> new Softshrink(a.number("lambd"))),
        new LayerType(
            "Softplus",
            "beta=1, threshold=20",
            a -> new Softplus(a.number("beta"), a.number("threshold"))),
        new LayerType("GLU", "dim=-1", a -> new GLU(a.integer("dim"))),
        new LayerType("Softmax", "dim", a -> new Softmax(a.integer("dim"))),
        new LayerType("Softmin", "dim", a -> new Softmin(a.integer("dim"))),
        new LayerType("LogSoftmax", "dim", a -> new LogSoftmax(a.integer("dim"))),
        new LayerType("Sigmoid", "", a -> new Sigmoid()),
        new LayerType("Tanh", "", a -> new Tanh()),
        new LayerType("Tanhshrink", "", a -> new Tanhshrink()),
        new LayerType("Softsign", "", a -> new Softsign()),
        new LayerType("LogSigmoid", "", a -> new LogSigmoid()),
        new LayerType("Softmax2d", "", a -> new Softmax2d()));
  }
}
