package io.kindling.autograd;

import io.kindling.tensor.Tensor;

/** A tensor kept for backward, with its version, so that a change in place is found out. */
final class SavedTensor {
  private final Tensor tensor;
  private final int version;
  private final Node gradFn;
  private final int outputNr;

  SavedTensor(Tensor tensor) {
    this.tensor = tensor;
    this.version = tensor.version();
    this.gradFn = tensor.gradFn();
    this.outputNr = tensor.gradFn() == null ? 0 : tensor.autograd().outputNr();
  }

  /**
   * @throws IllegalStateException when the elements were changed in place since they were saved
   */
  Tensor unpack(String operation) {
    if (tensor.version() != version) {
      throw new IllegalStateException(
          "one of the variables needed for gradient computation has been modified by an inplace"
              + " operation: ["
              + tensor.dtype()
              + " "
              + tensor.shape()
              + "], saved for "
              + operation
              + ", is at version "
              + tensor.version()
              + "; expected version "
              + version
              + " instead. Hint: change a clone() instead, or enable anomaly detection to find the"
              + " operation that failed to compute its gradient");
    }
    if (tensor.gradFn() == gradFn) {
      return tensor;
    }
    // The tensor got a new history since (an in-place operation whose output this is): restore
    // ours.
    Tensor restored = tensor.detach();
    if (gradFn != null) {
      restored.autograd().setHistory(gradFn, outputNr);
    }
    return restored;
  }
}
