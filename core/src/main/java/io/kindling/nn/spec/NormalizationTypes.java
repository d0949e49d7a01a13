package io.kindling.nn.spec;

import io.kindling.nn.AlphaDropout;
import io.kindling.nn.BatchNorm1d;
import io.kindling.nn.BatchNorm2d;
import io.kindling.nn.Dropout;
import io.kindling.nn.Dropout1d;
import io.kindling.nn.Dropout2d;
import io.kindling.nn.GroupNorm;
import io.kindling.nn.InstanceNorm1d;
import io.kindling.nn.InstanceNorm2d;
import io.kindling.nn.LayerNorm;
import io.kindling.nn.Module;
import io.kindling.nn.RMSNorm;
import io.kindling.nn.StochasticDepth;
import io.kindling.text.Arguments;
import io.kindling.text.NamedType;
import java.util.List;

/** Normalization and dropout layers. */
final class NormalizationTypes {
  private static final String BATCH =
      "numFeatures, eps=1e-5, momentum=0.1, affine=true, trackRunningStats=true, bias=true";
  private static final String INSTANCE =
      "numFeatures, eps=1e-5, momentum=0.1, affine=false, trackRunningStats=false, bias=true";
  private static final String DROPOUT = "p=0.5, inplace=false";

  private NormalizationTypes() {}

  static List<NamedType<Module>> all() {
    return List.of(
        NamedType.of(
            "BatchNorm1d",
            BATCH,
            a ->
                new BatchNorm1d(
                    a.integer("numFeatures"),
                    a.number("eps"),
                    momentum(a),
                    a.flag("affine"),
                    a.flag("trackRunningStats"),
                    a.flag("bias"))),
        NamedType.of(
            "BatchNorm2d",
            BATCH,
            a ->
                new BatchNorm2d(
                    a.integer("numFeatures"),
                    a.number("eps"),
                    momentum(a),
                    a.flag("affine"),
                    a.flag("trackRunningStats"),
                    a.flag("bias"))),
        NamedType.of(
            "InstanceNorm1d",
            INSTANCE,
            a ->
                new InstanceNorm1d(
                    a.integer("numFeatures"),
                    a.number("eps"),
                    a.number("momentum"),
                    a.flag("affine"),
                    a.flag("trackRunningStats"),
                    a.flag("bias"))),
        NamedType.of(
            "InstanceNorm2d",
            INSTANCE,
            a ->
                new InstanceNorm2d(
                    a.integer("numFeatures"),
                    a.number("eps"),
                    a.number("momentum"),
                    a.flag("affine"),
                    a.flag("trackRunningStats"),
                    a.flag("bias"))),
        NamedType.of(
            "LayerNorm",
            "normalizedShape, eps=1e-5, elementwiseAffine=true, bias=true",
            a ->
                new LayerNorm(
                    a.ints("normalizedShape"),
                    a.number("eps"),
                    a.flag("elementwiseAffine"),
                    a.flag("bias"))),
        NamedType.of(
            "RMSNorm",
            "normalizedShape, eps=None, elementwiseAffine=true",
            a ->
                new RMSNorm(
                    a.ints("normalizedShape"), a.numberOrNull("eps"), a.flag("elementwiseAffine"))),
        NamedType.of(
            "GroupNorm",
            "numGroups, numChannels, eps=1e-5, affine=true, bias=true",
            a ->
                new GroupNorm(
                    a.integer("numGroups"),
                    a.integer("numChannels"),
                    a.number("eps"),
                    a.flag("affine"),
                    a.flag("bias"))),
        NamedType.of("Dropout", DROPOUT, a -> new Dropout(a.number("p"), a.flag("inplace"))),
        NamedType.of("Dropout1d", DROPOUT, a -> new Dropout1d(a.number("p"), a.flag("inplace"))),
        NamedType.of("Dropout2d", DROPOUT, a -> new Dropout2d(a.number("p"), a.flag("inplace"))),
        NamedType.of(
            "AlphaDropout", DROPOUT, a -> new AlphaDropout(a.number("p"), a.flag("inplace"))),
        NamedType.of(
            "StochasticDepth",
            "p, mode=row",
            a -> new StochasticDepth(a.number("p"), a.text("mode"))));
  }

  private static double momentum(Arguments a) {
    return a.isNull("momentum") ? Double.NaN : a.number("momentum");
  }
}
