package io.kindling.optim;

import io.kindling.tensor.Tensor;
import java.io.Serializable;
import java.util.List;

/** The settings of an optimizer, before it knows its parameters. */
@FunctionalInterface
public interface OptimizerFactory extends Serializable {
  /** An optimizer with these settings for these parameters. */
  Optimizer create(List<Tensor> parameters);
}
