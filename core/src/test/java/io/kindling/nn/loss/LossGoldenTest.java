package io.kindling.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kindling.autograd.Node;
import io.kindling.nn.functional.F;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Tensor;
import io.kindling.testing.Golden;
import io.kindling.testing.GoldenCase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every loss gives PyTorch's values, gradients and graph; all are made by name. */
final class LossGoldenTest {
  private static final List<String> OPTIONS =
      List.of(
          "reduction",
          "weight",
          "pos_weight",
          "ignore_index",
          "label_smoothing",
          "beta",
          "delta",
          "margin",
          "p",
          "eps",
          "swap",
          "full",
          "log_input",
          "log_target",
          "blank",
          "zero_infinity");

  private final Map<String, String> graphs = graphs();
  private final Set<String> checked = new HashSet<>();

  @TestFactory
  Stream<DynamicTest> golden() {
    Golden golden =
        Golden.family("losses")
            .op("ctc", c -> ctc(c, c.in("logits").logSoftmax(-1)))
            .op("ctc_raw", c -> ctc(c, c.in("logits")));
    golden
        .op("l1_loss", c -> sameGraph(c, F.l1Loss(x(c), y(c), w(c), reduction(c))))
        .op("mse_loss", c -> sameGraph(c, F.mseLoss(x(c), y(c), w(c), reduction(c))))
        .op(
            "huber_loss",
            c -> sameGraph(c, F.huberLoss(x(c), y(c), reduction(c), c.number("delta"), w(c))));
    for (String name : Losses.names()) {
      if (!name.equals("CTCLoss") && !name.equals("LinearCrossEntropyLoss")) {
        golden.op(name, c -> sameGraph(c, loss(c, Losses.criterionByName(name, options(c)))));
      }
    }
    return golden.tests();
  }

  private static Tensor x(GoldenCase c) {
    return c.in("input");
  }

  private static Tensor y(GoldenCase c) {
    return c.in("target");
  }

  private static Tensor w(GoldenCase c) {
    return c.in("weight");
  }

  private static Reduction reduction(GoldenCase c) {
    return Reduction.of(c.text("reduction"));
  }

  private static Map<String, Object> options(GoldenCase c) {
    Map<String, Object> options = new HashMap<>();
    for (String key : OPTIONS) {
      if (c.has(key)) {
        Tensor tensor = c.inOrNull(key);
        options.put(key, tensor == null ? c.text(key) : tensor);
      }
    }
    return options;
  }

  private static Tensor loss(GoldenCase c, Criterion criterion) {
    if (criterion instanceof Loss pair) {
      return pair.call(c.in("input"), c.in("target"));
    }
    TripleLoss triple = (TripleLoss) criterion;
    if (c.has("variance")) {
      return triple.call(c.in("input"), c.in("target"), c.in("variance"));
    }
    return c.has("anchor")
        ? triple.call(c.in("anchor"), c.in("positive"), c.in("negative"))
        : triple.call(c.in("first"), c.in("second"), c.in("target"));
  }

  private Tensor ctc(GoldenCase c, Tensor logs) {
    CTCLoss loss = (CTCLoss) Losses.criterionByName("CTCLoss", options(c));
    return sameGraph(
        c, loss.call(logs, c.in("targets"), c.in("input_lengths"), c.in("target_lengths")));
  }

  /**
   * Compares the graph once for each case: the later runs of a case have inputs of another make.
   */
  private Tensor sameGraph(GoldenCase c, Tensor loss) {
    String name = c.toString().split(" ")[0];
    if (checked.add(name) && graphs.containsKey(name)) {
      assertEquals(graphs.get(name), chain(loss.gradFn()), "graph of " + c);
    }
    return loss;
  }

  private static String chain(Node node) {
    if (node == null) {
      return ".";
    }
    String below =
        node.nextFunctions().stream().map(LossGoldenTest::chain).collect(Collectors.joining(","));
    return node.name() + (below.isEmpty() ? "" : "(" + below + ")");
  }

  private static Map<String, String> graphs() {
    Map<String, String> graphs = new HashMap<>();
    try (InputStream in = LossGoldenTest.class.getResourceAsStream("/golden/losses/graphs.txt")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> graphs.put(line.split(" ")[0], line.split(" ")[1]));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return graphs;
  }
}
