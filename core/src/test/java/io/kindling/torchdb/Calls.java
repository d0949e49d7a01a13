package io.kindling.torchdb;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** By the database's names, how the operations are called in Java. */
final class Calls {
  /** Their values are random, or anything; or the method of that name is another. */
  private static final Set<String> NO_VALUES =
      Set.of(
          "empty",
          "empty_like",
          "rand_like",
          "randint",
          "randn",
          "randn_like",
          "unfold",
          "view_as");

  private final Map<String, Function<Call, List<Tensor>>> known = new TreeMap<>();

  static Calls all() {
    Calls calls = new Calls();
    PointwiseCalls.into(calls);
    ReductionCalls.into(calls);
    ShapeCalls.into(calls);
    MatrixCalls.into(calls);
    ActivationCalls.into(calls);
    LayerCalls.into(calls);
    LossCalls.into(calls);
    return calls;
  }

  void add(String name, Function<Call, Tensor> call) {
    addAll(name, c -> List.of(call.apply(c)));
  }

  void addAll(String name, Function<Call, List<Tensor>> call) {
    if (known.put(name, call) != null) {
      throw new IllegalArgumentException("twice " + name);
    }
  }

  /**
   * The call of an operation of that name, or of that name without its variant; null if unknown.
   */
  Function<Call, List<Tensor>> find(String operation) {
    String name = operation;
    while (true) {
      Function<Call, List<Tensor>> call = known.get(name);
      int dot = name.lastIndexOf('.');
      if (call != null || dot < 0) {
        return call;
      }
      name = name.substring(0, dot);
    }
  }

  Set<String> names() {
    return known.keySet();
  }

  /** Whether a public method has the operation's name, in Java's spelling. */
  static boolean hasMethod(String operation) {
    String bare = operation.replace("nn.functional.", "");
    if (bare.contains(".") || NO_VALUES.contains(operation)) {
      return false;
    }
    Matcher part = Pattern.compile("_([a-z0-9])").matcher(bare);
    String name = part.replaceAll(m -> m.group(1).toUpperCase(Locale.ROOT));
    return Stream.of(Tensor.class, Tensors.class, F.class)
        .flatMap(type -> Arrays.stream(type.getMethods()))
        .anyMatch(method -> method.getName().equals(name));
  }

  static Tensor truth(boolean value) {
    return Tensors.tensor(new boolean[] {value}).view();
  }
}
