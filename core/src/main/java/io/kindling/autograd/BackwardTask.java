package io.kindling.autograd;

import io.kindling.tensor.Tensor;
import java.util.Arrays;

/**
 * A node on its way through a backward pass: how many gradients it still waits for, and what has
 * arrived.
 */
final class BackwardTask implements Comparable<BackwardTask> {
  Node node;
  Tensor[] gradients = {null};
  int waiting;
  boolean needed;
  boolean holds;

  void begin(Node of) {
    node = of;
    if (gradients.length != of.numOutputs()) {
      gradients = new Tensor[of.numOutputs()];
    }
  }

  /** Refers to nothing of the pass any more, and may begin anew. */
  void end() {
    node = null;
    waiting = 0;
    needed = false;
    holds = false;
    Arrays.fill(gradients, null);
  }

  @Override
  public int compareTo(BackwardTask other) {
    return Long.compare(other.node.sequence(), node.sequence());
  }
}
