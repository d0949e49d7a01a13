package io.kindling.nn;

import io.kindling.optim.OptimizerOptions;
import io.kindling.optim.ParameterGroup;
import io.kindling.tensor.Tensor;
import io.kindling.text.RecordOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** Groups of a network's parameters by a rule. */
public final class ParameterGroups {
  private static final Map<String, ?> NO_DECAY = Map.of("weightDecay", 0.0);

  private ParameterGroups() {}

  /**
   * Weight decay on weights only: biases, the weights of normalization layers and all else of one
   * dimension get none, as timm's {@code param_groups_weight_decay}. Parameters that do not require
   * a gradient are left out.
   *
   * <pre>{@code
   * SGD sgd = new SGD(ParameterGroups.noDecayOfOneDimension(model, SGD.options().lr(0.1).weightDecay(5e-4)));
   * }</pre>
   *
   * @param options for all; the second group has them with {@code weightDecay} 0
   * @throws IllegalArgumentException when the optimizer has no weight decay
   */
  public static List<ParameterGroup> noDecayOfOneDimension(Module model, OptimizerOptions options) {
    return split(model, options, NO_DECAY, (name, parameter) -> isOfOneDimension(parameter));
  }

  /** Whether {@link #noDecayOfOneDimension} gives a parameter no weight decay. */
  public static boolean isOfOneDimension(Tensor parameter) {
    return parameter.dim() <= 1;
  }

  /**
   * The options without weight decay.
   *
   * @throws IllegalArgumentException when the optimizer has none
   */
  public static OptimizerOptions withoutDecay(OptimizerOptions options) {
    return changed(options, NO_DECAY);
  }

  /**
   * Two groups: those parameters that {@code rule} takes have other options. A group without
   * parameters is left out.
   *
   * @param options of the first group
   * @param changes what is different in the second group, by name
   * @param rule given the dotted name of a parameter and the parameter
   * @throws IllegalArgumentException when the optimizer has no such option
   */
  public static List<ParameterGroup> split(
      Module model,
      OptimizerOptions options,
      Map<String, ?> changes,
      BiPredicate<String, Tensor> rule) {
    OptimizerOptions others = changed(options, changes);
    List<Tensor> first = new ArrayList<>();
    List<Tensor> second = new ArrayList<>();
    model
        .namedParameters()
        .forEach(
            (name, parameter) -> {
              if (parameter.requiresGrad()) {
                (rule.test(name, parameter) ? second : first).add(parameter);
              }
            });
    List<ParameterGroup> groups = new ArrayList<>();
    if (!first.isEmpty()) {
      groups.add(new ParameterGroup(first, options));
    }
    if (!second.isEmpty()) {
      groups.add(new ParameterGroup(second, others));
    }
    return groups;
  }

  private static OptimizerOptions changed(OptimizerOptions options, Map<String, ?> changes) {
    return (OptimizerOptions)
        RecordOptions.with(options.optimizerName(), (Record) options, changes);
  }
}
