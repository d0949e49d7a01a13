package io.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.optim.AdamW;
import io.kindling.optim.ParameterGroup;
import io.kindling.optim.SGD;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Averages are PyTorch's; {@code golden/optim/make_averaged.py} made them. */
final class AveragedModelTest {

  private static Module network(int update) {
    Module model = new Sequential(new Linear(3, 2), new BatchNorm1d(2));
    fill(model, update);
    return model;
  }

  /** As the script does. */
  private static void fill(Module model, int update) {
    int k = 0;
    for (Tensor tensor : model.stateDict().values()) {
      if (tensor.dtype().isFloatingPoint()) {
        float[] values = new float[tensor.numel()];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) Math.sin(i + 10 * k + 100 * update);
        }
        tensor.copy_(Tensors.wrap(values, values.length).reshape(tensor.shape().toArray()));
      } else {
        tensor.fill_(7 * update + 3);
      }
      k++;
    }
  }

  private static AveragedModel average(String kind, Module model) {
    AveragedModel average =
        kind.startsWith("swa")
            ? AveragedModel.swa(model)
            : AveragedModel.ema(model, Double.parseDouble(kind.split("-")[1]));
    return kind.endsWith("buffers") ? average.useBuffers(true) : average;
  }

  @Test
  void averagesAsPyTorch() throws IOException {
    Map<String, AveragedModel> averages = new HashMap<>();
    Module model = network(0);
    String done = "";
    int lines = 0;
    var stream = getClass().getResourceAsStream("/golden/optim/averaged.txt");
    for (String line : new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
      String[] words = line.split(" ");
      if (!done.equals(words[0] + words[1])) {
        done = words[0] + words[1];
        fill(model, 0);
        AveragedModel average = averages.computeIfAbsent(words[0], kind -> average(kind, model));
        fill(model, Integer.parseInt(words[1]));
        average.updateParameters(model);
      }
      Tensor tensor = averages.get(words[0]).stateDict().get(words[2]);
      assertEquals(words.length - 3, tensor.numel(), line);
      for (int i = 0; i < tensor.numel(); i++) {
        double got = tensor.reshape(tensor.numel()).slice(0, i, i + 1).item();
        assertEquals(Double.parseDouble(words[i + 3]), got, 2e-7, line);
      }
      lines++;
    }
    assertEquals(5 * 4 * 8, lines);
  }

  @Test
  void goesOnFromItsStateDict() {
    Module model = network(1);
    AveragedModel whole = AveragedModel.ema(model, 0.8);
    AveragedModel resumed = AveragedModel.ema(network(9), 0.8);
    for (int update = 1; update < 6; update++) {
      fill(model, update);
      whole.updateParameters(model);
      if (update == 3) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        whole.stateDict().forEach((name, tensor) -> state.put(name, tensor.clone()));
        resumed.loadStateDict(state);
      } else if (update > 3) {
        resumed.updateParameters(model);
      }
    }
    assertEquals(5, resumed.nAveraged());
    whole
        .stateDict()
        .forEach(
            (name, tensor) ->
                assertArrayEquals(
                    tensor.toDoubleArray(), resumed.stateDict().get(name).toDoubleArray(), name));
  }

  @Test
  void isACopyAndScoresAsTheNetwork() {
    Module model = network(2);
    AveragedModel average = AveragedModel.ema(model, 0.5);
    average.updateParameters(model);
    assertNotSame(model, average.module());
    Tensor x = Tensors.tensor(new float[][] {{1, 2, 3}, {3, 2, 1}});
    model.stateDict().get("1.running_var").fill_(2);
    average.updateParameters(model);
    float[] expected = model.eval().call(x).toFloatArray();
    assertArrayEquals(expected, average.eval().call(x).toFloatArray(), 1e-6f);
    fill(model, 5);
    assertArrayEquals(expected, average.call(x).toFloatArray(), 1e-6f);
    assertThrows(
        IllegalArgumentException.class,
        () -> average.updateParameters(new Sequential(new Linear(4, 2), new BatchNorm1d(2))));
    assertThrows(IllegalArgumentException.class, () -> AveragedModel.ema(model, 1.5));
  }

  @Test
  void weightsOfNormsAndBiasesDoNotDecay() {
    Module model = network(1);
    List<ParameterGroup> groups =
        ParameterGroups.noDecayOfOneDimension(model, SGD.options().lr(0.1).weightDecay(0.5));
    assertEquals(2, groups.size());
    assertEquals(List.of(model.getParameter("0.weight")), groups.get(0).parameters());
    assertEquals(3, groups.get(1).parameters().size());
    model.parameters().forEach(p -> p.setGrad(Tensors.zerosLike(p.detach())));
    Map<String, float[]> before = new HashMap<>();
    model.namedParameters().forEach((name, p) -> before.put(name, p.detach().toFloatArray()));
    new SGD(groups).step();
    model
        .namedParameters()
        .forEach(
            (name, p) -> {
              float factor = name.equals("0.weight") ? 0.95f : 1f;
              float[] after = p.detach().toFloatArray();
              for (int i = 0; i < after.length; i++) {
                assertEquals(before.get(name)[i] * factor, after[i], 1e-6f, name);
              }
            });
    var unknown =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ParameterGroups.split(
                    model, SGD.options().lr(1), Map.of("weightDecy", 1.0), (name, p) -> true));
    assertTrue(unknown.getMessage().contains("weightDecay"), unknown.getMessage());
    List<ParameterGroup> rule =
        ParameterGroups.split(
            model, AdamW.options(), Map.of("lr", 0.5), (name, p) -> name.startsWith("1."));
    assertEquals(0.5, rule.get(1).lr());
    assertEquals(2, rule.get(1).parameters().size());
  }
}
