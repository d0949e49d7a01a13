package io.kindling.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kindling.io.Safetensors;
import io.kindling.nn.Embedding;
import io.kindling.nn.functional.F;
import io.kindling.nn.init.Init;
import io.kindling.nn.loss.BCEWithLogitsLoss;
import io.kindling.nn.loss.CTCLoss;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.nn.loss.MultiMarginLoss;
import io.kindling.optim.GradientClipping;
import io.kindling.optim.Optimizer;
import io.kindling.optim.OptimizerOptions;
import io.kindling.optim.Optimizers;
import io.kindling.random.Generator;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A view with gaps does for any argument of any function what a tensor without gaps does, and what
 * lies in the gaps stays as it is. (The golden tests do so for all inputs of operations together.)
 */
final class StridedArgumentsTest {
  private static final double GAP = 777;

  /** One function; it may change its arguments, which are compared afterwards too. */
  private record Case(String name, Function<Tensor[], Tensor> function, Tensor... arguments) {}

  private static Tensor floats(int... sizes) {
    return Tensors.rand(sizes).mul(2).sub(0.5).detach();
  }

  private static Stream<Case> cases() {
    Tensor classes = Tensors.tensor(2L, 0L, 1L, 2L);
    return Stream.of(
        normalized("batchNorm in training", true, floats(4, 3)),
        normalized("batchNorm", false, floats(4, 3)),
        normalized("batchNorm of images in training", true, floats(4, 3, 2, 2)),
        normalized("batchNorm of images", false, floats(4, 3, 2, 2)),
        new Case(
            "layerNorm",
            t -> F.layerNorm(t[0], new int[] {3}, t[1], t[2], 1e-5),
            floats(4, 3),
            floats(3),
            floats(3)),
        new Case(
            "groupNorm",
            t -> F.groupNorm(t[0], 2, t[1], t[2], 1e-5),
            floats(2, 4, 3),
            floats(4),
            floats(4)),
        new Case(
            "instanceNorm",
            t -> F.instanceNorm(t[0], t[1], t[2], 1e-5),
            floats(2, 4, 3),
            floats(4),
            floats(4)),
        new Case(
            "rmsNorm", t -> F.rmsNorm(t[0], new int[] {3}, t[1], null), floats(4, 3), floats(3)),
        new Case(
            "conv2d",
            t -> F.conv2d(t[0], t[1], t[2]),
            floats(2, 3, 4, 4),
            floats(5, 3, 2, 2),
            floats(5)),
        new Case("linear", t -> F.linear(t[0], t[1], t[2]), floats(4, 3), floats(5, 3), floats(5)),
        new Case(
            "linear after conv2d",
            StridedArgumentsTest::head,
            floats(2, 3, 4, 4),
            floats(5, 48),
            floats(5)),
        new Case(
            "bilinear",
            t -> F.bilinear(t[0], t[1], t[2], t[3]),
            floats(4, 3),
            floats(4, 2),
            floats(5, 3, 2),
            floats(5)),
        new Case("addmm", t -> t[0].addmm(t[1], t[2]), floats(5), floats(4, 3), floats(3, 5)),
        new Case("bmm", t -> t[0].bmm(t[1]), floats(2, 4, 3), floats(2, 3, 5)),
        new Case("prelu", t -> F.prelu(t[0], t[1]), floats(4, 3), floats(3)),
        new Case("embedding", t -> F.embedding(t[0], t[1]), classes, floats(3, 2)),
        new Case(
            "Embedding with a greatest norm",
            StridedArgumentsTest::embed,
            classes,
            floats(3, 2).add(1)),
        new Case("oneHot", t -> F.oneHot(t[0], 3), classes),
        new Case(
            "cross entropy",
            StridedArgumentsTest::crossEntropy,
            floats(4, 3),
            classes,
            floats(3).abs()),
        new Case(
            "cross entropy of pixels",
            StridedArgumentsTest::crossEntropy,
            floats(2, 3, 2),
            classes.reshape(2, 2),
            floats(3).abs()),
        new Case(
            "cross entropy of probabilities",
            StridedArgumentsTest::crossEntropy,
            floats(4, 3),
            floats(4, 3).abs(),
            floats(3).abs()),
        new Case("nllLoss", t -> F.nllLoss(t[0], t[1]), floats(4, 3), classes),
        new Case(
            "bce with logits",
            StridedArgumentsTest::logits,
            floats(4, 3),
            floats(4, 3),
            floats(3),
            floats(3)),
        new Case(
            "multi margin",
            t -> new MultiMarginLoss(MultiMarginLoss.options().weight(t[2])).call(t[0], t[1]),
            floats(4, 3),
            classes,
            floats(3).abs()),
        new Case(
            "ctc",
            t -> new CTCLoss().call(t[0].logSoftmax(2), t[1], t[2], t[3]),
            floats(5, 2, 4),
            Tensors.tensor(1L, 2L, 3L, 1L).reshape(2, 2),
            Tensors.tensor(5L, 4L),
            Tensors.tensor(2L, 1L)),
        new Case(
            "cosineSimilarity",
            t -> F.cosineSimilarity(t[0], t[1], 1, 1e-8),
            floats(4, 3),
            floats(4, 3)),
        new Case("where", t -> t[1].where(t[0], t[2]), floats(4, 3).gt(0), floats(4, 3), floats(3)),
        new Case(
            "maskedSelect",
            t -> t[1].maskedSelect(t[0]),
            Tensors.tensor(1f, 0f, 1f).ne(0),
            floats(3)),
        new Case("gather", t -> t[0].gather(1, t[1]), floats(4, 3), classes.reshape(4, 1)),
        new Case(
            "scatterAdd",
            t -> t[0].scatterAdd(0, t[1], t[2]),
            floats(3, 2),
            Tensors.tensor(2L, 0L).reshape(1, 2),
            floats(1, 2)),
        new Case(
            "indexAdd",
            t -> t[0].indexAdd(0, t[1], t[2]),
            floats(3, 2),
            Tensors.tensor(2L, 0L),
            floats(2, 2)),
        new Case(
            "scatterAdd_",
            t -> t[0].scatterAdd_(0, t[1], t[2]),
            floats(3, 2),
            Tensors.tensor(2L, 0L).reshape(1, 2),
            floats(1, 2)),
        new Case("lerp", t -> t[0].lerp(t[1], t[2]), floats(3, 2), floats(3, 2), floats(2)),
        new Case(
            "addcdiv_",
            t -> t[0].addcdiv_(t[1], t[2], 0.5),
            floats(3, 2),
            floats(3, 2),
            floats(2).add(2)),
        new Case("copy_", t -> t[0].copy_(t[1]), floats(3, 2), floats(2)),
        new Case("clip", StridedArgumentsTest::clip, floats(3, 2), floats(4)),
        new Case("eye_", t -> Init.eye_(t[0]), floats(3, 2)),
        new Case("dirac_", t -> Init.dirac_(t[0], 1), floats(3, 3, 3)),
        new Case("orthogonal_", seeded(t -> Init.orthogonal_(t, 1)), floats(3, 2)),
        new Case("normal_", seeded(t -> Init.normal_(t, 0, 1)), floats(3, 2)),
        new Case("safetensors", StridedArgumentsTest::saved, floats(3, 2)));
  }

  private static Case normalized(String name, boolean training, Tensor x) {
    return new Case(
        name,
        t ->
            F.batchNorm(
                t[0],
                t[1],
                t[2],
                new BatchNormalization.Statistics(t[3], t[4], training, 0.1, 1e-5)),
        x,
        floats(3),
        floats(3),
        floats(3),
        floats(3).abs());
  }

  private static Tensor head(Tensor[] t) {
    Tensor weight = Tensors.ones(3, 3, 1, 1);
    return F.linear(F.conv2d(t[0], weight, null).flatten(1, -1), t[1], t[2]);
  }

  private static Tensor embed(Tensor[] t) {
    Embedding.Options options = new Embedding.Options().maxNorm(1.0);
    return Embedding.fromPretrained(t[1], true, options).call(t[0]);
  }

  private static Tensor crossEntropy(Tensor[] t) {
    return new CrossEntropyLoss(CrossEntropyLoss.options().weight(t[2]).labelSmoothing(0.1))
        .call(t[0], t[1]);
  }

  private static Tensor logits(Tensor[] t) {
    return new BCEWithLogitsLoss(BCEWithLogitsLoss.options().weight(t[2]).posWeight(t[3]))
        .call(t[0], t[1]);
  }

  private static Tensor clip(Tensor[] t) {
    Tensor parameter = Tensors.zeros(3, 2).requiresGrad_();
    Tensor other = Tensors.zeros(4).requiresGrad_();
    parameter.setGrad(t[0]);
    other.setGrad(t[1]);
    return Tensors.scalar(
        DType.FLOAT64, GradientClipping.clipGradNorm(List.of(parameter, other), 0.5));
  }

  private static Function<Tensor[], Tensor> seeded(Consumer<Tensor> fill) {
    return t -> {
      try (Generator.Scope scope = Generator.use(new Generator(3))) {
        fill.accept(t[0]);
      }
      return t[0];
    };
  }

  private static Tensor saved(Tensor[] t) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Safetensors.write(Map.of("a", t[0]), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Tensors.scalar(DType.INT64, Arrays.hashCode(out.toByteArray()));
  }

  @TestFactory
  Stream<DynamicTest> giveWhatArgumentsWithoutGapsGive() {
    return cases()
        .flatMap(
            c ->
                IntStream.range(0, c.arguments.length)
                    .mapToObj(
                        i -> DynamicTest.dynamicTest(c.name + ", argument " + i, () -> run(c, i))));
  }

  private static void run(Case c, int which) {
    Tensor[] dense = new Tensor[c.arguments.length];
    Tensor[] strided = new Tensor[c.arguments.length];
    for (int i = 0; i < dense.length; i++) {
      dense[i] = c.arguments[i].detach().clone();
      strided[i] = i == which ? withGaps(c.arguments[i]) : c.arguments[i].detach().clone();
    }
    Tensor wanted = c.function.apply(dense);
    Tensor got = c.function.apply(strided);
    // Kernels that read other layouts may add up in another order.
    double tolerance = 1e-6 * Math.max(1, wanted.toDouble().abs().max().item());
    assertArrayEquals(wanted.toDoubleArray(), got.toDoubleArray(), tolerance, "result");
    for (int i = 0; i < dense.length; i++) {
      String what = "argument " + i + " afterwards";
      assertArrayEquals(dense[i].toDoubleArray(), strided[i].toDoubleArray(), 1e-6, what);
    }
    Storage storage = strided[which].storage();
    for (int i = 0; i < storage.length(); i += 2) {
      assertEquals(gap(storage.dtype()), storage.getDouble(i), "what lies in a gap");
    }
  }

  private static double gap(DType dtype) {
    return dtype == DType.BOOL ? 1 : GAP;
  }

  /** The same elements, every other one of a larger storage. */
  private static Tensor withGaps(Tensor x) {
    Shape shape = x.shape();
    int[] strides = shape.contiguousStrides();
    for (int d = 0; d < strides.length; d++) {
      strides[d] *= 2;
    }
    Storage storage = Storage.allocate(x.dtype(), 2 * shape.numel() + 1);
    double[] values = x.toDoubleArray();
    for (int i = 0; i < storage.length(); i++) {
      storage.setDouble(i, i % 2 == 0 ? gap(x.dtype()) : values[i / 2]);
    }
    return Tensor.strided(storage, shape, strides, 1);
  }

  @TestFactory
  Stream<DynamicTest> optimizersMoveParametersWithGapsAlike() {
    return Optimizers.names().stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> optimize(Optimizers.byName(name))));
  }

  private static void optimize(OptimizerOptions options) {
    Tensor start = floats(3, 2);
    Tensor gradient = floats(3, 2);
    Tensor dense = start.clone().requiresGrad_();
    Tensor strided = withGaps(start).requiresGrad_();
    for (Tensor parameter : List.of(dense, strided)) {
      Optimizer optimizer = options.lr(0.1).create(List.of(parameter));
      for (int step = 0; step < 3; step++) {
        parameter.setGrad(parameter == strided ? withGaps(gradient) : gradient.clone());
        optimizer.step();
      }
    }
    assertArrayEquals(dense.toDoubleArray(), strided.toDoubleArray(), 1e-6);
    for (int i = 0; i < strided.storage().length(); i += 2) {
      assertEquals(GAP, strided.storage().getDouble(i));
    }
  }
}
