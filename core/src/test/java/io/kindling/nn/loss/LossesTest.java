package io.kindling.nn.loss;

import static io.kindling.tensor.Tensors.tensor;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LossesTest {
  private static final Tensor X = tensor(new float[][] {{0.1f, 0.2f, 0.3f}});
  private static final Tensor Y = tensor(1L);

  @Test
  void examplesOfTheTutorials() {
    Tensor x =
        tensor(
            new float[][] {
              {-0.5926f, -0.2742f, 0.4403f},
              {-0.5851f, 1.4676f, 0.0196f},
              {-0.4039f, 0.2867f, -0.3413f}
            });
    Tensor y = tensor(0L, 2, 1);
    // 0.0955 for the input before it was rounded to the four digits it is printed with.
    assertEquals("tensor(0.0954)", F.nllLoss(x, y).toString());
    assertEquals("tensor(1.3714)", F.crossEntropy(x, y).toString());
    assertEquals("tensor(1.3714)", F.nllLoss(x.softmax(1).log(), y).toString());
    assertEquals("tensor(1.1019)", F.crossEntropy(X, Y).toString());
    Tensor a = tensor(1f, 2, 3).reshape(1, 1, 1, 3);
    Tensor b = tensor(1f, 2, 5).reshape(1, 1, 1, 3);
    assertEquals("tensor(0.6667)", F.l1Loss(a, b).toString());
    assertEquals("tensor(1.3333)", F.mseLoss(a, b).toString());
  }

  @Test
  void aNameMayBeSpelledAsOneLikes() {
    Map<String, Object> options = Map.of("labelSmoothing", 0.1, "weight", List.of(1, 2, 0.5));
    double expected =
        new CrossEntropyLoss(
                CrossEntropyLoss.options().labelSmoothing(0.1).weight(tensor(1f, 2, 0.5f)))
            .call(X, Y)
            .item();
    for (String name : List.of("CrossEntropyLoss", "crossentropy", "cross_entropy_loss")) {
      assertEquals(expected, Losses.byName(name, options).call(X, Y).item());
    }
    Map<String, Object> python =
        Map.of("label_smoothing", "0.1", "weight", new double[] {1, 2, 0.5});
    assertEquals(expected, Losses.byName("CrossEntropy", python).call(X, Y).item());
  }

  @Test
  void takesEveryOptionThatPyTorchTakes() throws IOException {
    Set<String> seen = new TreeSet<>();
    try (InputStream in = LossesTest.class.getResourceAsStream("/torch/losses.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        List<String> words = List.of(line.split(" "));
        if (!line.startsWith("#")) {
          Set<String> ours = new TreeSet<>();
          for (String option : Losses.options(words.get(0))) {
            ours.add(option.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
          }
          Set<String> theirs = new TreeSet<>(words.subList(1, words.size()));
          // Of LinearCrossEntropyLoss: chooses how PyTorch computes it.
          theirs.remove("options");
          assertTrue(ours.containsAll(theirs), line + ": " + ours);
          seen.add(words.get(0));
        }
      }
    }
    assertEquals(new TreeSet<>(Losses.names()), seen);
  }

  @Test
  void printsAsPyTorchDoes() {
    for (String name : Losses.names()) {
      if (!name.equals("LinearCrossEntropyLoss")) {
        assertEquals(name + "()", Losses.criterionByName(name, Map.of()).toString());
      }
    }
  }

  @Test
  void keepsItsWeightsAsBuffers() {
    Tensor weight = tensor(1f, 2, 3);
    Tensor positive = tensor(3f, 2, 1);
    assertEquals(
        Map.of("weight", weight, "pos_weight", positive),
        new BCEWithLogitsLoss(BCEWithLogitsLoss.options().weight(weight).posWeight(positive))
            .namedBuffers());
    assertEquals(Map.of(), new CrossEntropyLoss().namedBuffers());
  }

  @Test
  void anotherReductionKeepsTheOptions() {
    Map<String, Object> options =
        Map.of("weight", tensor(3f, 2, 1), "ignoreIndex", 7, "labelSmoothing", 0.3);
    Loss mean = Losses.byName("CrossEntropyLoss", options);
    Loss sum = mean.withReduction(Reduction.SUM);
    assertEquals(Reduction.SUM, sum.reduction());
    assertEquals(mean.call(X, Y).item(), sum.call(X, Y).item() / mean.meanDivisor(X, Y), 1e-6);
  }

  @Test
  void travelsBySerialization() throws Exception {
    for (String name : Losses.names()) {
      Criterion loss = criterion(name, "sum");
      Criterion copy = copy(loss);
      assertEquals(loss.toString(), copy.toString());
      assertEquals(Reduction.SUM, copy.reduction());
    }
    Loss weighted = Losses.byName("CrossEntropyLoss", Map.of("weight", List.of(1, 5, 2)));
    assertEquals(
        weighted.withReduction(Reduction.SUM).call(X, Y).item(),
        ((Loss) copy(weighted)).withReduction(Reduction.SUM).call(X, Y).item());
  }

  private static Criterion criterion(String name, String reduction) {
    Map<String, Object> options =
        name.equals("LinearCrossEntropyLoss")
            ? Map.of("in_features", 3, "num_classes", 2, "reduction", reduction)
            : Map.of("reduction", reduction);
    return Losses.criterionByName(name, options);
  }

  /** Tensors for each of a loss's operands, of one step of a generic training loop. */
  private static List<Tensor> batch(Criterion loss) {
    Tensor x = tensor(new float[][] {{0.1f, 0.2f, 0.3f}, {0.5f, 0.1f, 0.9f}});
    Tensor signs = tensor(1f, -1);
    return switch (loss.operands().get(0)) {
      case "anchor" -> List.of(x, x.square(), x.neg());
      case "log_probs" ->
          List.of(
              x.unsqueeze(1).expand(2, 4, 3).logSoftmax(2),
              tensor(new long[][] {{1}, {2}, {1}, {2}}),
              tensor(2L, 2, 2, 1),
              tensor(1L, 1, 1, 1));
      case "input1" ->
          List.of(x, x.square(), loss instanceof CosineEmbeddingLoss ? signs : x.sign());
      default ->
          loss.operands().size() == 3
              ? List.of(x, x.square(), x)
              : List.of(
                  x,
                  switch (loss.getClass().getSimpleName()) {
                    case "CrossEntropyLoss",
                        "NLLLoss",
                        "MultiMarginLoss",
                        "LinearCrossEntropyLoss" ->
                        tensor(1L, 0);
                    case "MultiLabelMarginLoss" -> tensor(new long[][] {{1, -1, 0}, {0, 2, -1}});
                    default -> x.square();
                  });
    };
  }

  @Test
  void everyLossHasOneCallInCommon() {
    Set<Integer> counts = new TreeSet<>();
    for (String name : Losses.names()) {
      Criterion loss = criterion(name, "mean");
      List<Tensor> batch = new ArrayList<>(batch(loss));
      Tensor leaf = batch.get(0).detach().requiresGrad_();
      batch.set(0, leaf);
      Tensor value = loss.call(batch);
      value.backward();
      assertEquals(leaf.shape(), leaf.grad().shape(), name);
      assertEquals(value.item(), separate(loss, batch).item(), name);
      counts.add(batch.size());
      batch.add(leaf);
      String message =
          assertThrows(IllegalArgumentException.class, () -> loss.call(batch)).getMessage();
      assertTrue(message.contains(String.join(", ", loss.operands())), message);
    }
    assertEquals(Set.of(2, 3, 4), counts);
  }

  /** The call that only losses of so many operands have. */
  private static Tensor separate(Criterion loss, List<Tensor> x) {
    if (loss instanceof Loss pair) {
      return pair.call(x.get(0), x.get(1));
    }
    return loss instanceof TripleLoss triple
        ? triple.call(x.get(0), x.get(1), x.get(2))
        : ((CTCLoss) loss).call(x.get(0), x.get(1), x.get(2), x.get(3));
  }

  @Test
  void theLossWithALayerIsMadeByName() {
    Map<String, Object> options =
        Map.of("in_features", 3, "num_classes", 4, "out_features", List.of(2), "bias", true);
    Criterion loss = Losses.criterionByName("linear_cross_entropy", options);
    assertEquals(
        new LinearCrossEntropyLoss(LinearCrossEntropyLoss.options(3, 4).outFeatures(2).bias(true))
            .toString(),
        loss.toString());
    String message =
        assertThrows(IllegalArgumentException.class, () -> Losses.byName("LinearCrossEntropyLoss"))
            .getMessage();
    assertTrue(message.contains("option 'inFeatures' is missing"), message);
  }

  private static Criterion copy(Criterion criterion) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(criterion);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (Criterion) in.readObject();
    }
  }

  @Test
  void deprecatedSpellingIsMappedWithAWarning() {
    Tensor a = tensor(1f, 2);
    Tensor b = tensor(3f, 6);
    String log =
        logged(
            () -> {
              assertEquals(20, F.mseLoss(a, b, false, null).item());
              assertEquals(20, F.mseLoss(a, b, false, true).item());
              assertEquals(10, F.mseLoss(a, b, true, null).item());
              assertArrayEquals(new float[] {2, 4}, F.l1Loss(a, b, true, false).toFloatArray());
              assertEquals(
                  6, Losses.byName("L1Loss", Map.of("size_average", false)).call(a, b).item());
            });
    for (String meant : List.of("sum", "mean", "none")) {
      String text = "please use reduction='" + meant + "' instead";
      assertTrue(log.split(text, -1).length == 2, () -> text + " not once in: " + log);
    }
  }

  @Test
  void warnsOnceOfSizesThatBroadcast() {
    Tensor a = tensor(1f, 2, 3, 4, 5);
    String log =
        logged(
            () -> {
              for (int i = 0; i < 3; i++) {
                assertEquals(2, F.l1Loss(a, tensor(new float[][] {{1f}})).item());
              }
            });
    String text = "Using a target size ([1, 1]) that is different to the input size ([5])";
    assertEquals(2, log.split(java.util.regex.Pattern.quote(text), -1).length, log);
  }

  private static String logged(Runnable work) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      work.run();
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void softMarginStaysFiniteWhereTheExponentialOverflows() {
    Tensor x = tensor(1e4f, -1e4f).requiresGrad_();
    Tensor loss = F.softMarginLoss(x, tensor(-1f, 1), Reduction.NONE);
    assertArrayEquals(new float[] {1e4f, 1e4f}, loss.toFloatArray());
    loss.sum().backward();
    assertArrayEquals(new float[] {1, -1}, x.grad().toFloatArray());
  }

  @Test
  void hooksSeeAllInputs() {
    Loss loss = new MSELoss();
    loss.registerForwardPreHook((module, inputs) -> new Tensor[] {inputs[0].mul(2), inputs[1]});
    loss.registerForwardHook((module, inputs, output) -> output.add(inputs.length));
    assertEquals(9 + 2, loss.call(tensor(2f), tensor(1f)).item());
    CTCLoss ctc = new CTCLoss();
    ctc.registerForwardHook((module, inputs, output) -> tensor((float) inputs.length));
    assertEquals(4, ctc.call(X, tensor(1L), new long[] {1}, new long[] {1}).item());
  }

  @Test
  void aVarianceMayBeANumber() {
    Tensor a = tensor(1f, 2);
    Tensor b = tensor(2f, 4);
    GaussianNLLLoss loss = new GaussianNLLLoss();
    assertEquals(loss.call(a, b, tensor(0.5f, 0.5f)).item(), loss.call(a, b, 0.5).item());
  }
}
