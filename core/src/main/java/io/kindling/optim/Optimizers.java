package io.kindling.optim;

import io.kindling.text.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Optimizers by name, for configurations and command lines. */
public final class Optimizers {
  private static final Map<String, OptimizerOptions> ALL = new LinkedHashMap<>();

  static {
    for (OptimizerOptions options :
        List.of(
            SGD.options(),
            Adam.options(),
            AdamW.options(),
            NAdam.options(),
            RAdam.options(),
            Adamax.options(),
            Adagrad.options(),
            Adadelta.options(),
            RMSprop.options(),
            Rprop.options(),
            ASGD.options(),
            LARS.options(),
            LAMB.options())) {
      ALL.put(options.optimizerName(), options);
    }
  }

  private Optimizers() {}

  /** The names that {@link #byName} knows. */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /**
   * The options of an optimizer, as {@code byName("AdamW", Map.of("lr", 3e-4, "weightDecay",
   * 0.05))}; what is not given has its default. Case does not matter in the name.
   *
   * @throws IllegalArgumentException when there is no such optimizer or option, or a value does not
   *     fit; the message lists what there is
   */
  public static OptimizerOptions byName(String name, Map<String, ?> options) {
    for (var entry : ALL.entrySet()) {
      if (entry.getKey().equalsIgnoreCase(name)) {
        OptimizerOptions chosen =
            (OptimizerOptions)
                RecordOptions.with(entry.getKey(), (Record) entry.getValue(), options);
        Require.startingRate(chosen);
        return chosen;
      }
    }
    throw new IllegalArgumentException(
        "there is no optimizer '" + name + "'" + Names.hint(name, ALL.keySet()));
  }

  /** {@link #byName(String, Map)} with default options. */
  public static OptimizerOptions byName(String name) {
    return byName(name, Map.of());
  }
}
