package io.kindling.spark.testing;

import io.kindling.nn.Module;
import io.kindling.tensor.Tensor;
import org.apache.spark.TaskContext;

/** A layer that passes its input on, and in a task in training wants more than any heap has. */
public final class Greedy extends Module {
  private static final long serialVersionUID = 1L;

  @Override
  public Tensor forward(Tensor input) {
    if (TaskContext.get() != null && isTraining()) {
      float[][] much = new float[1024][];
      for (int i = 0; i < much.length; i++) {
        much[i] = new float[1 << 28];
      }
      return input.add(much[0][0]);
    }
    return input;
  }
}
