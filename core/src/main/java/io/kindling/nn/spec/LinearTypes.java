package io.kindling.nn.spec;

import io.kindling.nn.Bilinear;
import io.kindling.nn.Conv1d;
import io.kindling.nn.Conv2d;
import io.kindling.nn.ConvOptions;
import io.kindling.nn.ConvTranspose1d;
import io.kindling.nn.ConvTranspose2d;
import io.kindling.nn.CosineSimilarity;
import io.kindling.nn.Embedding;
import io.kindling.nn.Fold;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.PairwiseDistance;
import io.kindling.nn.Unfold;
import io.kindling.nn.Windows;
import io.kindling.text.Arguments;
import io.kindling.text.NamedType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Linear and convolution layers, embeddings and comparisons. */
final class LinearTypes {
  private static final String CONV =
      "inChannels, outChannels, kernelSize, stride=1, padding=0, dilation=1, groups=1, bias=true,"
          + " paddingMode=zeros";
  private static final String TRANSPOSED =
      "inChannels, outChannels, kernelSize, stride=1, padding=0, outputPadding=0, groups=1,"
          + " bias=true, dilation=1, paddingMode=zeros";

  private LinearTypes() {}

  static List<NamedType<Module>> all() {
    return List.of(
        NamedType.of(
            "Linear",
            "inFeatures, outFeatures, bias=true",
            a -> new Linear(a.integer("inFeatures"), a.integer("outFeatures"), a.flag("bias"))),
        NamedType.of(
            "Bilinear",
            "in1Features, in2Features, outFeatures, bias=true",
            a ->
                new Bilinear(
                    a.integer("in1Features"),
                    a.integer("in2Features"),
                    a.integer("outFeatures"),
                    a.flag("bias"))),
        NamedType.of("Conv1d", CONV, a -> new Conv1d(oneDimension(a))),
        NamedType.of("Conv2d", CONV, a -> new Conv2d(twoDimensions(a))),
        NamedType.of("ConvTranspose1d", TRANSPOSED, a -> new ConvTranspose1d(transposed(a, 1))),
        NamedType.of("ConvTranspose2d", TRANSPOSED, a -> new ConvTranspose2d(transposed(a, 2))),
        NamedType.of(
            "Embedding",
            "numEmbeddings, embeddingDim, paddingIdx=None, maxNorm=None, normType=2,"
                + " scaleGradByFreq=false",
            a ->
                new Embedding(
                    a.integer("numEmbeddings"),
                    a.integer("embeddingDim"),
                    new Embedding.Options(
                        a.integerOrNull("paddingIdx"),
                        a.numberOrNull("maxNorm"),
                        a.number("normType"),
                        a.flag("scaleGradByFreq")))),
        NamedType.of(
            "CosineSimilarity",
            "dim=1, eps=1e-8",
            a -> new CosineSimilarity(a.integer("dim"), a.number("eps"))),
        NamedType.of(
            "PairwiseDistance",
            "p=2, eps=1e-6, keepdim=false",
            a -> new PairwiseDistance(a.number("p"), a.number("eps"), a.flag("keepdim"))),
        NamedType.of(
            "Unfold", "kernelSize, dilation=1, padding=0, stride=1", a -> new Unfold(windows(a))),
        NamedType.of(
            "Fold",
            "outputSize, kernelSize, dilation=1, padding=0, stride=1",
            a -> new Fold(windows(a), a.ints("outputSize"))));
  }

  private static ConvOptions oneDimension(Arguments a) {
    return plain(
        a, Conv1d.options(a.integer("inChannels"), a.integer("outChannels"), a.ints("kernelSize")));
  }

  private static ConvOptions twoDimensions(Arguments a) {
    return plain(
        a, Conv2d.options(a.integer("inChannels"), a.integer("outChannels"), a.ints("kernelSize")));
  }

  private static ConvOptions plain(Arguments a, ConvOptions sizes) {
    ConvOptions moved =
        sizes
            .stride(a.ints("stride"))
            .dilation(a.ints("dilation"))
            .groups(a.integer("groups"))
            .bias(a.flag("bias"))
            .paddingMode(mode(a));
    return a.isText("padding")
        ? moved.padding(a.text("padding"))
        : moved.padding(a.ints("padding"));
  }

  private static ConvOptions transposed(Arguments a, int rank) {
    ConvOptions sizes =
        rank == 1
            ? ConvTranspose1d.options(
                a.integer("inChannels"), a.integer("outChannels"), a.ints("kernelSize"))
            : ConvTranspose2d.options(
                a.integer("inChannels"), a.integer("outChannels"), a.ints("kernelSize"));
    return plain(a, sizes).outputPadding(a.ints("outputPadding"));
  }

  private static ConvOptions.PaddingMode mode(Arguments a) {
    String text = a.text("paddingMode");
    return Arrays.stream(ConvOptions.PaddingMode.values())
        .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(text))
        .findAny()
        .orElseThrow(() -> a.bad("paddingMode", "zeros, reflect, replicate or circular"));
  }

  private static Windows windows(Arguments a) {
    return new Windows(
        a.ints("kernelSize"), a.ints("dilation"), a.ints("padding"), a.ints("stride"));
  }
}
