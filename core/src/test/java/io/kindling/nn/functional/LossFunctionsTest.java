package io.kindling.nn.functional;

import static io.kindling.tensor.Tensors.tensor;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kindling.nn.loss.CTCLoss;
import io.kindling.nn.loss.Losses;
import io.kindling.nn.loss.TripleLoss;
import io.kindling.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each function is the class of its name, with its options in the right places. */
class LossFunctionsTest {
  private static final Tensor X = tensor(new float[][] {{0.1f, 0.7f, 0.4f}, {0.9f, 0.2f, 0.3f}});
  private static final Tensor P = tensor(new float[][] {{0.3f, 0.2f, 0.5f}, {0.1f, 0.6f, 0.3f}});
  private static final Tensor N = tensor(new float[][] {{0.9f, 0.1f, 0.8f}, {0.5f, 0.4f, 0.2f}});
  private static final Tensor SIGNS = tensor(new float[][] {{1, -1, 1}, {-1, 1, -1}});
  private static final Tensor CLASSES = tensor(0L, 2);
  private static final Tensor LISTS = tensor(new long[][] {{0, 2, -1}, {1, -1, 0}});
  private static final Tensor W = tensor(0.5f, 2, 1);
  private static final Reduction SUM = Reduction.SUM;
  private static final Map<String, ?> DEFAULTS = Map.of();

  private static void same(String name, Map<String, ?> options, Tensor y, Tensor function) {
    assertEquals(
        Losses.byName(name, options).call(X, y).toString(), function.toString(), name + options);
  }

  private static void same(
      String name, Map<String, ?> options, Tensor b, Tensor c, Tensor function) {
    TripleLoss loss = (TripleLoss) Losses.criterionByName(name, options);
    assertEquals(loss.call(X, b, c).toString(), function.toString(), name + options);
  }

  @Test
  void ofTwo() {
    Map<String, ?> sum = Map.of("reduction", "sum");
    same("L1Loss", DEFAULTS, P, F.l1Loss(X, P));
    same("L1Loss", sum, P, F.l1Loss(X, P, SUM));
    same("MSELoss", DEFAULTS, P, F.mseLoss(X, P));
    same("MSELoss", sum, P, F.mseLoss(X, P, SUM));
    same("SmoothL1Loss", DEFAULTS, P, F.smoothL1Loss(X, P));
    same(
        "SmoothL1Loss", Map.of("reduction", "sum", "beta", 0.2), P, F.smoothL1Loss(X, P, SUM, 0.2));
    same("HuberLoss", DEFAULTS, P, F.huberLoss(X, P));
    same("HuberLoss", Map.of("reduction", "sum", "delta", 0.2), P, F.huberLoss(X, P, SUM, 0.2));
    same("KLDivLoss", sum, P, F.klDiv(X, P, SUM));
    same(
        "KLDivLoss",
        Map.of("reduction", "batchmean", "logTarget", true),
        P,
        F.klDiv(X, P, Reduction.BATCHMEAN, true));
    same("BCELoss", DEFAULTS, P, F.binaryCrossEntropy(X, P));
    same("BCELoss", Map.of("reduction", "sum", "weight", W), P, F.binaryCrossEntropy(X, P, W, SUM));
    same("BCEWithLogitsLoss", DEFAULTS, P, F.binaryCrossEntropyWithLogits(X, P));
    same(
        "BCEWithLogitsLoss",
        Map.of("posWeight", W),
        P,
        F.binaryCrossEntropyWithLogits(X, P, null, Reduction.MEAN, W));
    same("PoissonNLLLoss", DEFAULTS, P, F.poissonNllLoss(X, P));
    same(
        "PoissonNLLLoss",
        Map.of("logInput", false),
        P,
        F.poissonNllLoss(X, P, false, false, 1e-8, Reduction.MEAN));
    same("HingeEmbeddingLoss", DEFAULTS, SIGNS, F.hingeEmbeddingLoss(X, SIGNS));
    same(
        "HingeEmbeddingLoss",
        Map.of("reduction", "sum", "margin", 0.5),
        SIGNS,
        F.hingeEmbeddingLoss(X, SIGNS, SUM, 0.5));
    same("SoftMarginLoss", DEFAULTS, SIGNS, F.softMarginLoss(X, SIGNS));
    same("SoftMarginLoss", sum, SIGNS, F.softMarginLoss(X, SIGNS, SUM));
  }

  @Test
  void ofClasses() {
    Map<String, ?> sum = Map.of("reduction", "sum");
    Map<String, ?> weight = Map.of("weight", W);
    same("CrossEntropyLoss", DEFAULTS, CLASSES, F.crossEntropy(X, CLASSES));
    same("CrossEntropyLoss", sum, CLASSES, F.crossEntropy(X, CLASSES, SUM));
    same(
        "CrossEntropyLoss",
        weight,
        CLASSES,
        F.crossEntropy(X, CLASSES, W, -100, Reduction.MEAN, 0));
    same("NLLLoss", DEFAULTS, CLASSES, F.nllLoss(X, CLASSES));
    same("NLLLoss", sum, CLASSES, F.nllLoss(X, CLASSES, SUM));
    same("NLLLoss", weight, CLASSES, F.nllLoss(X, CLASSES, W, -100, Reduction.MEAN));
    same("MultiMarginLoss", DEFAULTS, CLASSES, F.multiMarginLoss(X, CLASSES));
    same(
        "MultiMarginLoss",
        Map.of("p", 2),
        CLASSES,
        F.multiMarginLoss(X, CLASSES, 2, 1, null, Reduction.MEAN));
    same("MultiLabelMarginLoss", DEFAULTS, LISTS, F.multilabelMarginLoss(X, LISTS));
    same("MultiLabelMarginLoss", sum, LISTS, F.multilabelMarginLoss(X, LISTS, SUM));
    same("MultiLabelSoftMarginLoss", DEFAULTS, P, F.multilabelSoftMarginLoss(X, P));
    same(
        "MultiLabelSoftMarginLoss",
        Map.of("reduction", "sum", "weight", W),
        P,
        F.multilabelSoftMarginLoss(X, P, W, SUM));
  }

  @Test
  void ofThree() {
    Tensor pairs = tensor(1f, -1);
    Map<String, ?> margin = Map.of("reduction", "sum", "margin", 0.2);
    same("GaussianNLLLoss", DEFAULTS, P, N, F.gaussianNllLoss(X, P, N));
    same(
        "GaussianNLLLoss",
        Map.of("full", true),
        P,
        N,
        F.gaussianNllLoss(X, P, N, true, 1e-6, Reduction.MEAN));
    same("CosineEmbeddingLoss", DEFAULTS, P, pairs, F.cosineEmbeddingLoss(X, P, pairs));
    same("CosineEmbeddingLoss", margin, P, pairs, F.cosineEmbeddingLoss(X, P, pairs, SUM, 0.2));
    same("MarginRankingLoss", DEFAULTS, P, SIGNS, F.marginRankingLoss(X, P, SIGNS));
    same("MarginRankingLoss", margin, P, SIGNS, F.marginRankingLoss(X, P, SIGNS, SUM, 0.2));
    same("TripletMarginLoss", DEFAULTS, P, N, F.tripletMarginLoss(X, P, N));
    same(
        "TripletMarginLoss",
        Map.of("p", 1, "swap", true),
        P,
        N,
        F.tripletMarginLoss(X, P, N, 1, 1, 1e-6, true, Reduction.MEAN));
    same(
        "TripletMarginWithDistanceLoss",
        Map.of("margin", 2),
        P,
        N,
        F.tripletMarginWithDistanceLoss(
            X, P, N, (a, b) -> F.pairwiseDistance(a, b, 2, 1e-6, false), 2, false, Reduction.MEAN));
  }

  @Test
  void ofSequences() {
    Tensor logs = X.logSoftmax(1);
    long[] two = {2};
    Tensor one = tensor(1L);
    CTCLoss.Options options = CTCLoss.options().blank(2).reduction(SUM);
    assertEquals(
        new CTCLoss().call(logs, one, two, new long[] {1}).item(),
        F.ctcLoss(logs, one, two, new long[] {1}).item());
    assertEquals(
        new CTCLoss(options).call(logs, one, two, new long[] {1}).item(),
        F.ctcLoss(logs, one, two, new long[] {1}, 2, SUM, false).item());
  }
}
