package io.kindling.torchdb;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** How to call the losses as functions. */
final class LossCalls {
  private LossCalls() {}

  static void into(Calls calls) {
    elementwise(calls);
    classes(calls);
    margins(calls);
  }

  private static Tensor x(Call c) {
    return c.tensor(0, "input");
  }

  private static Tensor t(Call c) {
    return c.tensor(1, "target");
  }

  private static void elementwise(Calls calls) {
    calls.add(
        "nn.functional.l1_loss",
        c ->
            c.has(-1, "weight")
                ? F.l1Loss(x(c), t(c), c.tensor(-1, "weight"), c.reduction())
                : F.l1Loss(x(c), t(c), c.reduction()));
    calls.add(
        "nn.functional.mse_loss",
        c ->
            c.has(-1, "weight")
                ? F.mseLoss(x(c), t(c), c.tensor(-1, "weight"), c.reduction())
                : F.mseLoss(x(c), t(c), c.reduction()));
    calls.add(
        "nn.functional.huber_loss",
        c ->
            c.has(-1, "weight")
                ? F.huberLoss(
                    x(c), t(c), c.reduction(), c.number(3, "delta", 1), c.tensor(-1, "weight"))
                : F.huberLoss(x(c), t(c), c.reduction(), c.number(3, "delta", 1)));
    calls.add(
        "nn.functional.smooth_l1_loss",
        c -> F.smoothL1Loss(x(c), t(c), c.reduction(), c.number(-1, "beta", 1)));
    calls.add(
        "nn.functional.binary_cross_entropy",
        c -> F.binaryCrossEntropy(x(c), t(c), c.maybe(2, "weight"), c.reduction()));
    calls.add(
        "nn.functional.binary_cross_entropy_with_logits",
        c ->
            F.binaryCrossEntropyWithLogits(
                x(c), t(c), c.maybe(2, "weight"), c.reduction(), c.maybe(-1, "pos_weight")));
    calls.add(
        "nn.functional.kl_div",
        c -> F.klDiv(x(c), t(c), c.reduction(), c.flag(-1, "log_target", false)));
    calls.add(
        "nn.functional.poisson_nll_loss",
        c ->
            F.poissonNllLoss(
                x(c),
                t(c),
                c.flag(2, "log_input", true),
                c.flag(3, "full", false),
                c.number(-1, "eps", 1e-8),
                c.reduction()));
    calls.add(
        "nn.functional.gaussian_nll_loss",
        c -> {
          if (!c.isTensor(2, "var")) {
            throw new NotHereException("var: a tensor in Java");
          }
          return F.gaussianNllLoss(
              x(c),
              t(c),
              c.tensor(2, "var"),
              c.flag(3, "full", false),
              c.number(4, "eps", 1e-6),
              c.reduction());
        });
    calls.add("nn.functional.soft_margin_loss", c -> F.softMarginLoss(x(c), t(c), c.reduction()));
  }

  private static void classes(Calls calls) {
    calls.add(
        "nn.functional.cross_entropy",
        c ->
            F.crossEntropy(
                x(c),
                t(c),
                c.maybe(2, "weight"),
                c.integer(-1, "ignore_index", -100),
                c.reduction(),
                c.number(-1, "label_smoothing", 0)));
    calls.add(
        "nn.functional.nll_loss",
        c ->
            F.nllLoss(
                x(c),
                t(c),
                c.maybe(2, "weight"),
                c.integer(-1, "ignore_index", -100),
                c.reduction()));
    calls.add(
        "nn.functional.multi_margin_loss",
        c ->
            F.multiMarginLoss(
                x(c),
                t(c),
                c.integer(2, "p", 1),
                c.number(3, "margin", 1),
                c.maybe(4, "weight"),
                c.reduction()));
    calls.add(
        "nn.functional.multilabel_margin_loss",
        c -> F.multilabelMarginLoss(x(c), t(c), c.reduction()));
    calls.add(
        "nn.functional.multilabel_soft_margin_loss",
        c -> F.multilabelSoftMarginLoss(x(c), t(c), c.maybe(2, "weight"), c.reduction()));
    calls.add(
        "nn.functional.ctc_loss",
        c -> {
          if (c.isTensor(2, "input_lengths") || c.isTensor(3, "target_lengths")) {
            throw new NotHereException("lengths as tensors");
          }
          return F.ctcLoss(
              c.tensor(0, "log_probs"),
              c.tensor(1, "targets"),
              c.longs(2, "input_lengths"),
              c.longs(3, "target_lengths"),
              c.integer(-1, "blank", 0),
              c.reduction(),
              c.flag(-1, "zero_infinity", false));
        });
  }

  private static void margins(Calls calls) {
    calls.add(
        "nn.functional.hinge_embedding_loss",
        c -> F.hingeEmbeddingLoss(x(c), t(c), c.reduction(), c.number(-1, "margin", 1)));
    calls.add(
        "nn.functional.cosine_embedding_loss",
        c ->
            F.cosineEmbeddingLoss(
                c.tensor(0, "input1"),
                c.tensor(1, "input2"),
                c.tensor(2, "target"),
                c.reduction(),
                c.number(-1, "margin", 0)));
    calls.add(
        "nn.functional.margin_ranking_loss",
        c ->
            F.marginRankingLoss(
                c.tensor(0, "input1"),
                c.tensor(1, "input2"),
                c.tensor(2, "target"),
                c.reduction(),
                c.number(-1, "margin", 0)));
    calls.add(
        "nn.functional.triplet_margin_loss",
        c ->
            F.tripletMarginLoss(
                c.tensor(0, "anchor"),
                c.tensor(1, "positive"),
                c.tensor(2, "negative"),
                c.number(-1, "margin", 1),
                c.number(-1, "p", 2),
                c.number(-1, "eps", 1e-6),
                c.flag(-1, "swap", false),
                c.reduction()));
    calls.add(
        "nn.functional.triplet_margin_with_distance_loss",
        c ->
            F.tripletMarginWithDistanceLoss(
                c.tensor(0, "anchor"),
                c.tensor(1, "positive"),
                c.tensor(2, "negative"),
                (a, b) -> F.pairwiseDistance(a, b, 2, 1e-6, false),
                c.number(-1, "margin", 1),
                c.flag(-1, "swap", false),
                c.reduction()));
  }
}
