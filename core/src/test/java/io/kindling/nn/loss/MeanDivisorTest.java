package io.kindling.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.functional.Reduction;
import io.kindling.random.Generator;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Assertions;

/** The mean over a batch is the sums over its shares divided by the divisors of its shares. */
class MeanDivisorTest {
  private static final int CLASSES = 4;

  /** A loss, and its tensors for a batch of a size; all split along the first dimension. */
  private record Sample(Criterion loss, BiFunction<Integer, Generator, List<Tensor>> tensors) {}

  private static Tensor uniform(Generator random, int... sizes) {
    return Tensors.rand(DType.FLOAT64, random, sizes).mul(0.98).add(0.01);
  }

  private static Tensor normal(Generator random, int... sizes) {
    return Tensors.randn(DType.FLOAT64, random, sizes);
  }

  private static Tensor sign(Generator random, int... sizes) {
    return normal(random, sizes).sign();
  }

  private static Tensor classes(Generator random, int... sizes) {
    return uniform(random, sizes).mul(CLASSES).floor().toLong();
  }

  private static Map<String, Sample> samples() {
    Map<String, Sample> all = new LinkedHashMap<>();
    Tensor weight = Tensors.tensor(0.5, 2.0, 0.25, 1.5);
    for (Reduction mean : List.of(Reduction.MEAN, Reduction.BATCHMEAN)) {
      all.put(
          "KLDivLoss " + mean,
          new Sample(new KLDivLoss(mean), (n, r) -> List.of(normal(r, n, 3), uniform(r, n, 3))));
    }
    for (String name :
        List.of("L1Loss", "MSELoss", "SmoothL1Loss", "HuberLoss", "PoissonNLLLoss")) {
      all.put(
          name,
          new Sample(Losses.byName(name), (n, r) -> List.of(normal(r, n, 3), uniform(r, n, 3))));
    }
    all.put(
        "MSELoss broadcast",
        new Sample(new MSELoss(), (n, r) -> List.of(normal(r, n, 1), uniform(r, n, 3))));
    all.put(
        "BCELoss",
        new Sample(
            new BCELoss(Reduction.MEAN, weight),
            (n, r) -> List.of(uniform(r, n, 4), uniform(r, n, 4))));
    all.put(
        "BCEWithLogitsLoss",
        new Sample(
            new BCEWithLogitsLoss(
                BCEWithLogitsLoss.options().weight(weight).posWeight(weight.mul(2))),
            (n, r) -> List.of(normal(r, n, 4), uniform(r, n, 4))));
    for (String name : List.of("HingeEmbeddingLoss", "SoftMarginLoss")) {
      all.put(
          name, new Sample(Losses.byName(name), (n, r) -> List.of(normal(r, n, 2), sign(r, n, 2))));
    }
    BiFunction<Integer, Generator, List<Tensor>> labelled =
        (n, r) -> List.of(normal(r, n, CLASSES), classes(r, n));
    BiFunction<Integer, Generator, List<Tensor>> images =
        (n, r) -> List.of(normal(r, n, CLASSES, 2, 2), classes(r, n, 2, 2));
    CrossEntropyLoss.Options smooth =
        CrossEntropyLoss.options().weight(weight).ignoreIndex(1).labelSmoothing(0.2);
    all.put("CrossEntropyLoss", new Sample(new CrossEntropyLoss(), labelled));
    all.put("CrossEntropyLoss smooth", new Sample(new CrossEntropyLoss(smooth), labelled));
    all.put("CrossEntropyLoss images", new Sample(new CrossEntropyLoss(smooth), images));
    all.put(
        "CrossEntropyLoss probabilities",
        new Sample(
            new CrossEntropyLoss(CrossEntropyLoss.options().weight(weight).labelSmoothing(0.1)),
            (n, r) -> List.of(normal(r, n, 4, 3), uniform(r, n, 4, 3))));
    all.put(
        "NLLLoss",
        new Sample(new NLLLoss(NLLLoss.options().weight(weight).ignoreIndex(2)), images));
    all.put(
        "MultiMarginLoss",
        new Sample(new MultiMarginLoss(MultiMarginLoss.options().weight(weight).p(2)), labelled));
    all.put(
        "MultiLabelMarginLoss",
        new Sample(
            new MultiLabelMarginLoss(),
            (n, r) -> List.of(normal(r, n, CLASSES), classes(r, n, CLASSES))));
    all.put(
        "MultiLabelSoftMarginLoss",
        new Sample(
            new MultiLabelSoftMarginLoss(Reduction.MEAN, weight),
            (n, r) -> List.of(normal(r, n, 4), uniform(r, n, 4))));
    all.put(
        "GaussianNLLLoss",
        new Sample(
            new GaussianNLLLoss(),
            (n, r) -> List.of(normal(r, n, 3), normal(r, n, 3), uniform(r, n, 3))));
    all.put(
        "CosineEmbeddingLoss",
        new Sample(
            new CosineEmbeddingLoss(),
            (n, r) -> List.of(normal(r, n, 3), normal(r, n, 3), sign(r, n))));
    all.put(
        "MarginRankingLoss",
        new Sample(
            new MarginRankingLoss(),
            (n, r) -> List.of(normal(r, n, 2), normal(r, n, 2), sign(r, n, 2))));
    for (Criterion triplet :
        List.of(new TripletMarginLoss(), new TripletMarginWithDistanceLoss())) {
      all.put(
          triplet.toString(),
          new Sample(
              triplet, (n, r) -> List.of(normal(r, n, 3), normal(r, n, 3), normal(r, n, 3))));
    }
    return all;
  }

  @Property(tries = 25)
  void sharesMakeTheMean(
      @ForAll @IntRange(min = 1, max = 7) int n,
      @ForAll @IntRange(max = 7) int first,
      @ForAll @IntRange(max = 7) int second,
      @ForAll long seed) {
    int a = Math.min(n, Math.min(first, second));
    int b = Math.min(n, Math.max(first, second));
    samples()
        .forEach(
            (name, sample) -> {
              List<Tensor> batch = sample.tensors.apply(n, new Generator(seed));
              double sum = 0;
              double divisor = 0;
              for (int[] share : new int[][] {{0, a}, {a, b - a}, {b, n - b}}) {
                List<Tensor> part =
                    batch.stream().map(t -> t.narrow(0, share[0], share[1])).toList();
                sum += value(sample.loss.withReduction(Reduction.SUM), part);
                divisor += divisor(sample.loss, part);
              }
              assertEquals(divisor(sample.loss, batch), divisor, 1e-9, name);
              double mean = value(sample.loss, batch);
              if (divisor == 0) {
                assertTrue(Double.isNaN(mean), name);
              } else {
                assertEquals(mean, sum / divisor, 1e-9, name);
              }
            });
  }

  private static double value(Criterion loss, List<Tensor> x) {
    return loss instanceof Loss pair
        ? pair.call(x.get(0), x.get(1)).item()
        : ((TripleLoss) loss).call(x.get(0), x.get(1), x.get(2)).item();
  }

  private static double divisor(Criterion loss, List<Tensor> x) {
    return loss instanceof Loss pair
        ? pair.meanDivisor(x.get(0), x.get(1))
        : ((TripleLoss) loss).meanDivisor(x.get(0), x.get(1), x.get(2));
  }

  /** So that no loss is forgotten above. */
  @Property(tries = 1)
  void everyLossIsHere() {
    List<String> here = samples().values().stream().map(s -> s.loss().toString()).toList();
    for (String name : Losses.names()) {
      // The mean of CTC weighs each sequence by its target's length: no divisor could be shared.
      // The one with a layer has a test of its own.
      boolean elsewhere = name.equals("CTCLoss") || name.equals("LinearCrossEntropyLoss");
      Assertions.assertEquals(!elsewhere, here.contains(name + "()"), name);
    }
  }
}
