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
import io.kindling.nn.RMSNorm;
import java.util.List;

/** Normalization and dropout layers. */
final class NormalizationTypes {
  private static final String BATCH =
      "numFeatures, eps=1e-5, momentum=0.1, affine=true, trackRunningStats=true, bias=true";
  private static final String INSTANCE =
      "numFeatures, eps=1e-5, momentum=0.1, affine=false, trackRunningStats=false, bias=true";
  private static final String DROPOUT = "p=0.5, inplace=false";

  private NormalizationTypes() {}

  static List<LayerType> all() {
    return List.of(
        new LayerType(
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
        new LayerType(
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
        new LayerType(
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
        new LayerType(
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
        new LayerType(
            "LayerNorm",
            "normalizedShape, eps=1e-5, elementwiseAffine=true, bias=true",
            a ->
                new LayerNorm(
                    a.ints("normalizedShape"),
                    a.number("eps"),
                    a.flag("elementwiseAffine"),
                    a.flag("bias"))),
        new LayerType(
            "RMSNorm",
            "normalizedShape, eps=None, elementwiseAffine=true",
            a ->
                new RMSNorm(
                    a.ints("normalizedShape"), a.numberOrNull("eps"), a.flag("elementwiseAffine"))),
        new LayerType(
            "GroupNorm",
            "numGroups, numChannels, eps=1e-5, affine=true, bias=true",
            a ->
                new GroupNorm(
                    a.integer("numGroups"),
                    a.integer("numChannels"),
                    a.number("eps"),
                    a.flag("affine"),
                    a.flag("bias"))),
        new LayerType("Dropout", DROPOUT, a -> new Dropout(a.number("p"), a.flag("inplace"))),
        new LayerType("Dropout1d", DROPOUT, a -> new Dropout1d(a.number("p"), a.flag("inplace"))),
        new LayerType("Dropout2d", DROPOUT, a -> new Dropout2d(a.number("p"), a.flag("inplace"))),
        new LayerType(
            "AlphaDropout", DROPOUT, a -> new AlphaDropout(a.number("p"), a.flag("inplace"))));
  }

  private static double momentum(LayerArguments a) {
    return a.isNull("momentum") ? Double.NaN : a.number("momentum");
  }
}
