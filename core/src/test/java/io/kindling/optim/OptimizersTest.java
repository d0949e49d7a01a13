package io.kindling.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import io.kindling.text.RecordOptions;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options by name, and everything that is refused. */
class OptimizersTest {
  @Test
  void optionsByNameAreThoseOfTheBuilders() {
    assertEquals(
        AdamW.options().lr(3e-4).weightDecay(0.05).betas(0.8, 0.9),
        Optimizers.byName(
            "adamw", Map.of("lr", 3e-4, "weight_decay", 0.05, "beta1", 0.8, "beta2", 0.9)));
    assertEquals(
        SGD.options().lr(1).momentum(0.5).nesterov(true),
        Optimizers.byName("SGD", Map.of("lr", 1, "momentum", 0.5, "nesterov", true)));
    assertEquals(Adam.options(), Optimizers.byName("Adam"));
  }

  @Test
  void pairsHavePyTorchsNamesToo() {
    for (String name : List.of("Adam", "AdamW", "NAdam", "RAdam", "Adamax", "LAMB")) {
      assertEquals(
          Optimizers.byName(name, Map.of("beta1", 0.8, "beta2", 0.95)),
          Optimizers.byName(name, Map.of("betas", List.of(0.8, 0.95))));
    }
    Map<String, Object> pairs =
        Map.of("etas", List.of(0.4, 1.5), "step_sizes", new double[] {1, 9});
    assertEquals(
        Rprop.options().etaMinus(0.4).etaPlus(1.5).stepSizeMin(1).stepSizeMax(9),
        Optimizers.byName("Rprop", pairs));
    refused(() -> Optimizers.byName("Adam", Map.of("betas", 0.9)), "betas", "list of two numbers");
    refused(
        () -> Optimizers.byName("Adam", Map.of("betas", List.of(0.9))), "beta1 and beta2", "[0.9]");
    refused(
        () -> Optimizers.byName("Adam", Map.of("betas", List.of(0.9, 0.99), "beta1", 0.5)),
        "given twice");
    refused(
        () -> Optimizers.byName("SGD", Map.of("betas", List.of(0.9, 0.99))),
        "SGD: unknown option 'betas'");
    refused(() -> Optimizers.byName("Adam", Map.of("betas", List.of(0.9, 1))), "invalid beta2 1.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Adam     | learningRate   | 1    | Adam: unknown option 'learningRate'; options: lr=0.001, beta1=0.9, beta2=0.999, eps=1.0E-8, weightDecay=0.0, amsgrad=false, maximize=false, decoupledWeightDecay=false
          Adm      | lr             | 1    | there is no optimizer 'Adm'; did you mean Adam? known: SGD, Adam, AdamW, NAdam, RAdam, Adamax, Adagrad, Adadelta, RMSprop, Rprop, ASGD, LARS, LAMB
          Adam     | lr             | abc  | Adam: option 'lr' must be a number, got "abc"
          Adam     | amsgrad        | 1    | Adam: option 'amsgrad' must be true or false, got 1
          Adam     | lr             | -1   | Adam: invalid lr -1.0; it must be finite and not negative
          Adam     | lr             | NaN  | Adam: invalid lr NaN
          Adam     | beta1          | 1    | Adam: invalid beta1 1.0; it must be in [0, 1)
          AdamW    | beta2          | -0.1 | AdamW: invalid beta2 -0.1
          NAdam    | momentum_decay | -1   | NAdam: invalid momentumDecay -1.0
          RAdam    | eps            | -1   | RAdam: invalid eps -1.0
          Adamax   | weight_decay   | -1   | Adamax: invalid weightDecay -1.0
          Adagrad  | lr_decay       | -1   | Adagrad: invalid lrDecay -1.0
          Adadelta | rho            | 1.5  | Adadelta: invalid rho 1.5; it must be in [0, 1]
          RMSprop  | alpha          | -1   | RMSprop: invalid alpha -1.0
          Rprop    | eta_plus       | 0.9  | Rprop: invalid etaMinus and etaPlus 0.5, 0.9; it must be 0 < etaMinus < 1 < etaPlus
          Rprop    | step_size_min  | 60   | in order
          ASGD     | lr             | -1   | ASGD: invalid lr
          SGD      | momentum       | -1   | SGD: invalid momentum -1.0
          SGD      | nesterov       | true | Nesterov momentum requires a momentum and zero dampening
          LARS     | eps            | -1   | LARS: invalid eps
          LAMB     | beta1          | 2    | LAMB: invalid beta1
          """)
  void badOptionsAreNamed(String name, String option, String value, String expected) {
    Object typed =
        value.equals("true") ? true : value.matches("-?[0-9.]+|NaN") ? toNumber(value) : value;
    refused(() -> Optimizers.byName(name, Map.of(option, typed)), expected);
  }

  /** {@code weightDecay(0.1)} gives options that differ in the weight decay alone. */
  @Test
  void everyOptionHasAMethodThatChangesIt() throws ReflectiveOperationException {
    for (String name : Optimizers.names()) {
      OptimizerOptions options = Optimizers.byName(name);
      for (RecordComponent component : options.getClass().getRecordComponents()) {
        Class<?> type = component.getType();
        Object before = component.getAccessor().invoke(options);
        Object other =
            type == boolean.class
                ? (Object) !(Boolean) before
                : (Object) ((Double) before * 0.99 + 1e-3);
        if (component.getName().equals("nesterov")) {
          continue; // not without a momentum
        }
        Method method = null;
        for (Method each : options.getClass().getMethods()) {
          boolean fits = Arrays.equals(each.getParameterTypes(), new Class<?>[] {type});
          method = fits && each.getName().equals(component.getName()) ? each : method;
        }
        assertTrue(method != null, name + " has no method to change " + component.getName());
        Map<String, Object> expected = new HashMap<>(RecordOptions.values((Record) options));
        expected.put(component.getName(), other);
        assertEquals(expected, RecordOptions.values((Record) method.invoke(options, other)), name);
      }
    }
  }

  /** Each of PyTorch's options is here, or one that chooses among PyTorch's implementations. */
  @ParameterizedTest
  @ValueSource(strings = {"optimizers", "schedules"})
  void noOptionOfPyTorchIsMissing(String family) throws IOException {
    Set<String> left =
        Set.of("foreach", "fused", "capturable", "differentiable", "last_epoch", "optimizer");
    Map<String, List<String>> other =
        Map.of(
            "betas", List.of("beta1", "beta2"),
            "etas", List.of("etaMinus", "etaPlus"),
            "step_sizes", List.of("stepSizeMin", "stepSizeMax"),
            "epochs", List.of("totalSteps"),
            "steps_per_epoch", List.of("totalSteps"),
            "scale_fn", List.of("scale"),
            "lr_lambda", List.of("factors"),
            "schedulers", List.of("schedules"));
    String pack = family.equals("schedules") ? "schedule." : "";
    int seen = 0;
    for (String line : lines("/torch/" + family + ".txt")) {
      List<String> words = List.of(line.split(" "));
      Class<?> options;
      try {
        options = Class.forName("io.kindling.optim." + pack + words.get(0) + "$Options");
      } catch (ClassNotFoundException e) {
        continue; // the coverage table says that it is missing
      }
      seen++;
      Set<String> components =
          Arrays.stream(options.getRecordComponents())
              .map(c -> c.getName().toLowerCase(Locale.ROOT))
              .collect(Collectors.toSet());
      for (String parameter : words.subList(1, words.size())) {
        for (String name : other.getOrDefault(parameter, List.of(parameter.replace("_", "")))) {
          assertTrue(
              left.contains(parameter) || components.contains(name.toLowerCase(Locale.ROOT)),
              words.get(0) + " has no option " + name);
        }
      }
    }
    assertTrue(seen > 10);
  }

  private static List<String> lines(String resource) throws IOException {
    try (var in = OptimizersTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  private static Object toNumber(String value) {
    return value.matches("[0-9]+") ? (Object) Integer.valueOf(value) : Double.valueOf(value);
  }

  @Test
  void badParametersAreRefused() {
    Tensor leaf = Tensors.ones(2).requiresGrad_();
    refused(() -> SGD.options().create(List.of()), "optimizer got an empty parameter list");
    refused(() -> SGD.options().create(List.of(leaf.mul(2))), "can't optimize a non-leaf Tensor");
    refused(
        () -> SGD.options().create(List.of(Tensors.arange(3))), "can't optimize a tensor of type");
    refused(() -> SGD.options().create(List.of(leaf, leaf)), "more than one parameter group");
    refused(
        () -> new SGD(List.of(new ParameterGroup(List.of(leaf), Adam.options()))),
        "SGD: the options of a group are io.kindling.optim.Adam$Options");
    SGD sgd = SGD.options().create(List.of(leaf));
    assertThrows(
        IllegalArgumentException.class, () -> sgd.groups().get(0).setOptions(Adam.options()));
  }

  @Test
  void gradientsAreZeroedOrTakenAway() {
    Tensor leaf = Tensors.ones(2).requiresGrad_();
    leaf.setGrad(Tensors.ones(2));
    Tensor gradient = leaf.grad();
    SGD sgd = SGD.options().create(List.of(leaf));
    sgd.zeroGrad();
    assertEquals(0, gradient.get(1));
    sgd.zeroGrad(true);
    assertEquals(null, leaf.grad());
    sgd.step();
    assertEquals(1, leaf.get(0));
  }

  @Test
  void changingParametersCountsAsAChangeInPlace() {
    Tensor leaf = Tensors.ones(2).requiresGrad_();
    Tensor loss = leaf.mul(leaf).sum();
    loss.backward(null, true, false);
    SGD.options().lr(0.1).create(List.of(leaf)).step();
    String message = assertThrows(RuntimeException.class, loss::backward).getMessage();
    assertTrue(message.contains("modified by an inplace operation"), message);
  }

  private static void refused(Supplier<?> call, String... expected) {
    String message = assertThrows(IllegalArgumentException.class, call::get).getMessage();
    for (String part : expected) {
      assertTrue(message.contains(part), message);
    }
  }
}
