package io.kindling.optim;

import io.kindling.text.Catalog;
import io.kindling.text.NamedType;
import io.kindling.text.RecordOptions;
import java.util.List;
import java.util.Map;

/** Optimizers by name, for configurations and command lines. */
public final class Optimizers {
  private static final Catalog<OptimizerOptions> ALL =
      new Catalog<>(
          "optimizer",
          List.of(
              type(SGD.options()),
              type(Adam.options()),
              type(AdamW.options()),
              type(NAdam.options()),
              type(RAdam.options()),
              type(Adamax.options()),
              type(Adagrad.options()),
              type(Adadelta.options()),
              type(RMSprop.options()),
              type(Rprop.options()),
              type(ASGD.options()),
              type(LARS.options()),
              type(LAMB.options())));

  private static <R extends Record & OptimizerOptions> NamedType<OptimizerOptions> type(R options) {
    return RecordOptions.type(options.optimizerName(), options, List.of()).as();
  }

  private Optimizers() {}

  /** The names that {@link #byName} knows. */
  public static List<String> names() {
    return ALL.names();
  }

  /**
   * The options of an optimizer, as {@code byName("AdamW", Map.of("lr", 3e-4, "weightDecay",
   * 0.05))}; what is not given has its default. Case does not matter in the name.
   *
   * @throws IllegalArgumentException when there is no such optimizer or option, or a value does not
   *     fit; the message lists what there is
   */
  public static OptimizerOptions byName(String name, Map<String, ?> options) {
    OptimizerOptions chosen = RecordOptions.make(ALL.get(name), options);
    Require.startingRate(chosen);
    return chosen;
  }

  /** {@link #byName(String, Map)} with default options. */
  public static OptimizerOptions byName(String name) {
    return byName(name, Map.of());
  }
}
