package io.kindling.nn.functional;

import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/** An input and a target, brought to one shape. */
record Operands(Tensor input, Tensor target) {

  /** Both expanded; warns where their sizes differ, which is seldom meant. */
  static Operands broadcast(String operation, Tensor input, Tensor target) {
    if (input.shape().equals(target.shape())) {
      return new Operands(input, target);
    }
    Shape shape = Shape.broadcast(operation, input.shape(), target.shape());
    Warnings.once(
        operation
            + ": Using a target size ("
            + target.shape()
            + ") that is different to the input size ("
            + input.shape()
            + "). This will likely lead to incorrect results due to broadcasting. Please ensure"
            + " they have the same size.");
    return new Operands(expand(input, shape), expand(target, shape));
  }

  private static Tensor expand(Tensor x, Shape shape) {
    return x.shape().equals(shape) ? x : x.expand(shape.toArray());
  }

  /** A number as PyTorch's Python code leaves it in the graph: an operand without gradient. */
  static Tensor number(Tensor like, double value) {
    return Tensors.scalar(like.dtype(), value);
  }
}
