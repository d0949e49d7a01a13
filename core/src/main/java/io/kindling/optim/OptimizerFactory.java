package io.kindling.optim;

import io.kindling.tensor.Tensor;
import java.io.Serializable;
import java.util.List;

/** The settings of an optimizer, before it knows its parameters. */
@FunctionalInterface
public interface OptimizerFactory extends Serializable {
  /** An optimizer with these settings for these parameters. */
  Optimizer create(List<Tensor> parameters);

  /**
   * True when each element is updated from its own gradient and state alone. Then an optimizer over
   * any slice of the flat parameters computes the same bits as one over all of them. LARS and LAMB
   * use norms of whole parameters: their slices must be cut between parameters.
   */
  default boolean elementwise() {
    return true;
  }
}
