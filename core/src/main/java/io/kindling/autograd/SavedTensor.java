package io.kindling.autograd;

import io.kindling.tensor.Tensor;

/** A tensor kept for backward, with its version, so that a change in place is found out. */
final class SavedTensor {
  private final Tensor tensor;
  private final int version;

  /** Where the tensor's gradient flowed to; null for a leaf. */
  private final Edge edge;

  private SavedTensor(Tensor tensor) {
    this.tensor = tensor;
    this.version = tensor.version();
    this.edge = tensor.isLeaf() ? null : tensor.autograd().edge();
  }

  /**
   * @throws IllegalStateException for a tensor made in inference mode
   */
  static SavedTensor of(Tensor tensor) {
    if (tensor.storage().isInference() && tensor.dtype().isFloatingPoint()) {
      throw new IllegalStateException(
          "Inference tensors cannot be saved for backward. Please do not use Tensors created in"
              + " inference mode in computation tracked by autograd. To work around this, you can"
              + " make a clone to get a normal tensor and use it in autograd, or use"
              + " GradMode.noGrad() instead of GradMode.inferenceMode().");
    }
    return new SavedTensor(tensor);
  }

  /**
   * @throws IllegalStateException when the elements were changed in place since they were saved
   */
  Tensor unpack(String operation) {
    if (tensor.version() != version) {
      throw new IllegalStateException(
          "one of the variables needed for gradient computation has been modified by an inplace"
              + " operation"
              + (tensor.storage().lastChange() == null
                  ? ""
                  : " (" + tensor.storage().lastChange() + ")")
              + ": ["
              + tensor.dtype()
              + " "
              + tensor.shape()
              + "]"
              + (edge == null
                  ? ""
                  : ", which is output " + edge.inputNr() + " of " + edge.function().name())
              + ", saved for "
              + operation
              + ", is at version "
              + tensor.version()
              + "; expected version "
              + version
              + " instead. Hint: change a clone() instead, or enable anomaly detection to find the"
              + " operation that failed to compute its gradient, with"
              + " Autograd.detectAnomaly(false)");
    }
    if (tensor.gradFn() == (edge == null ? null : edge.function())) {
      return tensor;
    }
    // The tensor got a new history since (an in-place operation whose output this is): restore
    // ours.
    Tensor restored = tensor.detach();
    if (edge != null) {
      restored.autograd().setHistory(edge.function(), edge.inputNr());
    }
    return restored;
  }
}
