package io.kindling.nn.loss;

import static io.kindling.tensor.Tensors.ones;
import static io.kindling.tensor.Tensors.scalar;
import static io.kindling.tensor.Tensors.tensor;
import static io.kindling.tensor.Tensors.zeros;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A bad argument is refused by a message that names the operation, what came and what is wanted.
 */
class LossErrorsTest {
  private static final Tensor LOGITS = zeros(2, 3);
  private static final Tensor LABELS = tensor(0L, 1);
  private static final Tensor HALVES = Tensors.full(0.5, 2, 3);
  private static final Tensor LOGS = zeros(4, 2, 3);
  private static final Tensor SPELLED = tensor(new long[][] {{1, 2}, {2, 1}});

  private static Arguments refused(Executable call, String... parts) {
    return Arguments.of(String.join(" ", parts), call, List.of(parts));
  }

  private static Executable loss(String name, Tensor input, Tensor target) {
    return () -> Losses.byName(name).call(input, target);
  }

  private static Executable loss(String name, Map<String, ?> options, Tensor x, Tensor y) {
    return () -> Losses.byName(name, options).call(x, y);
  }

  private static Executable triple(String name, Tensor a, Tensor b, Tensor c) {
    return () -> ((TripleLoss) Losses.criterionByName(name, Map.of())).call(a, b, c);
  }

  private static Executable ctc(Tensor logs, Tensor targets, long[] inputs, long[] lengths) {
    return () -> new CTCLoss().call(logs, targets, inputs, lengths);
  }

  static Stream<Arguments> classes() {
    return Stream.of(
        refused(loss("cross_entropy", LOGITS, tensor(0L, 3)), "nll_loss", "Target 3", "0 to 2"),
        refused(loss("cross_entropy", LOGITS, tensor(-1L, 0)), "nll_loss", "Target -1"),
        refused(loss("cross_entropy", LOGITS, tensor(0f, 1)), "nll_loss", "int64", "torch.float32"),
        refused(
            loss("cross_entropy", LOGITS, tensor(0L, 1, 2)),
            "Expected input batch_size (2) to match target batch_size (3)"),
        refused(
            loss("cross_entropy", zeros(2, 3, 4), zeros(DType.INT64, 2, 5)),
            "Expected target size [2, 4], got [2, 5]"),
        refused(loss("cross_entropy", scalar(1), LABELS), "cross_entropy", "got a scalar"),
        refused(
            loss("cross_entropy", zeros(DType.INT64, 2, 3), LABELS), "log_softmax", "torch.int64"),
        refused(
            loss("cross_entropy", LOGITS, zeros(DType.INT64, 2, 3)),
            "cross_entropy",
            "floating point",
            "torch.int64"),
        refused(
            loss("cross_entropy", Map.of("weight", ones(4)), LOGITS, LABELS),
            "all 3 classes",
            "[4]"),
        refused(
            loss("cross_entropy", Map.of("weight", ones(4)), LOGITS, HALVES),
            "cross_entropy",
            "all 3 classes",
            "[4]"),
        refused(
            loss("cross_entropy", Map.of("weight", ones(DType.FLOAT64, 3)), LOGITS, LABELS),
            "torch.float32",
            "torch.float64"),
        refused(
            loss("cross_entropy", Map.of("ignore_index", 1), LOGITS, HALVES),
            "ignore_index is not supported for floating point target"),
        refused(
            loss("cross_entropy", Map.of("label_smoothing", 1.5), LOGITS, LABELS),
            "between 0.0 and 1.0",
            "1.5"),
        refused(loss("nll", zeros(3), LABELS), "nll_loss", "[3]", "one class", "[2]"),
        refused(loss("nll", LOGITS, scalar(DType.INT64, 0)), "Expected target size [2], got []"),
        refused(
            loss("nll", zeros(2, 3, 4, 4), zeros(DType.INT64, 2, 4, 3)),
            "Expected target size [2, 4, 4], got [2, 4, 3]"),
        refused(loss("multi_margin", LOGITS, tensor(0L, 3)), "multi_margin_loss", "target 3"),
        refused(loss("multi_margin", LOGITS, tensor(0L)), "multi_margin_loss", "2 classes", "[1]"),
        refused(loss("multi_margin", zeros(2, 3, 2), LABELS), "(N, C) or (C)", "[2, 3, 2]"),
        refused(loss("multi_margin", Map.of("weight", ones(4)), LOGITS, LABELS), "[3]", "[4]"),
        refused(loss("multi_margin", Map.of("p", 3), LOGITS, LABELS), "p == 1 and p == 2", "3"),
        refused(loss("multi_margin", Map.of("weight", LOGITS), LOGITS, LABELS), "one-dimensional"),
        refused(
            loss("multi_label_margin", LOGITS, tensor(new long[][] {{0, 3, -1}, {-1, 0, 0}})),
            "multilabel_margin_loss",
            "target 3"),
        refused(
            loss("multi_label_margin", LOGITS, zeros(DType.INT64, 2, 2)),
            "inconsistent target size: [2, 2]",
            "[2, 3]"),
        refused(loss("multi_label_margin", LOGITS, HALVES), "int64", "torch.float32"),
        refused(loss("multi_label_soft_margin", scalar(1), scalar(1)), "(*, C)"));
  }

  static Stream<Arguments> elements() {
    return Stream.of(
        refused(loss("mse", zeros(3), zeros(4)), "mse_loss", "(3)", "(4)"),
        refused(loss("l1", zeros(3), zeros(4)), "l1_loss", "(3)", "(4)"),
        refused(
            () -> F.mseLoss(LOGITS, LOGITS, zeros(3), Reduction.MEAN),
            "mse_loss: Weights and input must have the same size, got [3] and [2, 3]"),
        refused(
            () -> F.l1Loss(LOGITS, LOGITS, LOGITS, Reduction.BATCHMEAN), "l1_loss", "batchmean"),
        refused(loss("mse", LABELS, LABELS), "mse_loss", "torch.int64", "FLOAT32"),
        refused(loss("smooth_l1", Map.of("beta", -1), LOGITS, LOGITS), "beta", "-1"),
        refused(loss("huber", Map.of("delta", 0), LOGITS, LOGITS), "delta", "greater than 0"),
        refused(loss("bce", Tensors.full(1.5, 2), ones(2)), "input", "between 0 and 1", "1.5"),
        refused(loss("bce", Tensors.full(0.5, 2), ones(2).neg()), "target", "-1"),
        refused(loss("bce", HALVES, zeros(2, 1)), "binary_cross_entropy", "[2, 1]", "[2, 3]"),
        refused(loss("bce", HALVES, zeros(DType.INT64, 2, 3)), "torch.int64", "torch.float32"),
        refused(
            loss("bce", Map.of("weight", ones(2)), HALVES, HALVES),
            "binary_cross_entropy",
            "[2]",
            "[2, 3]"),
        refused(
            loss("bce_with_logits", HALVES, zeros(3)), "Target size ([3])", "input size ([2, 3])"),
        refused(
            loss("bce_with_logits", HALVES, zeros(DType.INT64, 2, 3)),
            "binary_cross_entropy_with_logits",
            "torch.int64"),
        refused(
            loss("bce_with_logits", Map.of("pos_weight", ones(2)), HALVES, HALVES),
            "[2]",
            "[2, 3]"),
        refused(loss("kl_div", LABELS, HALVES), "kl_div", "Integral", "torch.int64"),
        refused(loss("kl_div", zeros(3), zeros(4)), "(3)", "(4)"),
        refused(loss("poisson_nll", zeros(3), zeros(4)), "(3)", "(4)"),
        refused(loss("soft_margin", LOGITS, zeros(4)), "soft_margin_loss", "(3)", "(4)"),
        refused(loss("hinge_embedding", LOGITS, zeros(4)), "(3)", "(4)"),
        refused(
            loss("mse", Map.of("reduction", "batchmean"), LOGITS, LOGITS),
            "MSELoss",
            "batchmean is not a valid value"),
        refused(
            loss("mse", Map.of("reduction", "average"), LOGITS, LOGITS),
            "average is not a valid value",
            "none, mean, sum"));
  }

  static Stream<Arguments> triples() {
    return Stream.of(
        refused(
            triple("gaussian_nll", HALVES, HALVES, HALVES.neg()),
            "gaussian_nll_loss",
            "negative",
            "-0.5"),
        refused(triple("gaussian_nll", HALVES, HALVES, ones(3)), "incorrect size", "[3]", "[2, 3]"),
        refused(triple("gaussian_nll", HALVES, ones(2), HALVES), "(3)", "(2)"),
        refused(() -> GaussianNLLLoss.options().eps(0), "GaussianNLLLoss", "eps", "greater than 0"),
        refused(
            triple("cosine_embedding", HALVES, HALVES, scalar(1)),
            "cosine_embedding_loss",
            "[2, 3]"),
        refused(triple("cosine_embedding", HALVES, zeros(2, 4), ones(2)), "(3)", "(4)"),
        refused(
            triple("margin_ranking", ones(2), ones(2), scalar(1)),
            "margin_ranking_loss",
            "input1: [2], input2: [2], target: []"),
        refused(
            triple("triplet_margin", HALVES, zeros(3), HALVES),
            "triplet_margin_loss",
            "anchor [2, 3], positive [3], and negative [2, 3]"),
        refused(triple("triplet_margin", HALVES, zeros(2, 4), HALVES), "(3)", "(4)"),
        refused(
            () -> TripletMarginLoss.options().margin(0),
            "TripletMarginLoss: expected margin to be greater than 0"),
        refused(
            () -> TripletMarginWithDistanceLoss.options().margin(-1),
            "TripletMarginWithDistanceLoss: expected margin to be greater than 0"),
        refused(() -> TripletMarginWithDistanceLoss.options().distance(null), "distance function"));
  }

  static Stream<Arguments> sequences() {
    long[] four = {4, 4};
    long[] two = {2, 2};
    return Stream.of(
        refused(
            () -> new CTCLoss(CTCLoss.options().blank(3)).call(LOGS, SPELLED, four, two),
            "ctc_loss",
            "blank must be in label range [0, 3)",
            "got 3"),
        refused(ctc(LOGS, SPELLED, new long[] {5, 4}, two), "input_lengths", "to 4", "value 5"),
        refused(ctc(LOGS, SPELLED, new long[] {4}, two), "input_lengths", "(2)", "1 lengths"),
        refused(ctc(LOGS, SPELLED, four, new long[] {2}), "target_lengths", "(2)"),
        refused(ctc(LOGS, SPELLED, four, new long[] {-1, 2}), "target_lengths", "value -1"),
        refused(ctc(LOGS, SPELLED, four, new long[] {3, 2}), "padded", "[2, 2]"),
        refused(ctc(LOGS, tensor(1L, 2, 1), four, two), "(4) concatenated", "[3]"),
        refused(ctc(LOGS, SPELLED.mul(3), four, two), "target 3", "0 to 2"),
        refused(ctc(LOGS, SPELLED.toFloat(), four, two), "int64", "torch.float32"),
        refused(ctc(zeros(4), SPELLED, four, two), "(T, N, C) or (T, C)", "[4]"),
        refused(
            () -> new CTCLoss().call(LOGS, SPELLED, ones(2), tensor(2L, 2)),
            "input_lengths must be integral"));
  }

  static Stream<Arguments> names() {
    return Stream.of(
        refused(() -> Losses.byName("Nonsense"), "Nonsense", "CrossEntropyLoss", "CTCLoss"),
        refused(() -> Losses.byName("TripletMarginLoss"), "more than an input", "MSELoss"),
        refused(
            () -> Losses.byName("HuberLoss", Map.of("beta", 2)),
            "HuberLoss",
            "unknown option 'beta'",
            "delta"),
        refused(
            () -> Losses.byName("HuberLoss", Map.of("delta", "much")),
            "option 'delta' must be a number, got \"much\""),
        refused(
            () -> Losses.byName("NLLLoss", Map.of("ignoreIndex", 1.5)), "a whole number", "1.5"),
        refused(() -> Losses.byName("KLDivLoss", Map.of("logTarget", 1)), "true or false, got 1"),
        refused(() -> Losses.byName("BCELoss", Map.of("weight", "w")), "a tensor or a list"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"classes", "elements", "triples", "sequences", "names"})
  void refuses(String name, Executable call, List<String> parts) {
    RuntimeException e = assertThrows(RuntimeException.class, call);
    for (String part : parts) {
      assertTrue(e.getMessage() != null && e.getMessage().contains(part), e.toString());
    }
  }
}
