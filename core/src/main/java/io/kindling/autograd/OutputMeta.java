package io.kindling.autograd;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/** What a gradient that arrives at one output of a forward operation must look like. */
record OutputMeta(Shape shape, DType dtype) {

  static OutputMeta of(Tensor output) {
    return new OutputMeta(output.shape(), output.dtype());
  }

  /**
   * The gradient fitted to this output: a broadcast one is summed back, another floating type is
   * converted.
   */
  Tensor fit(Tensor gradient, String producer, int index) {
    Tensor fitted = gradient;
    if (!gradient.shape().equals(shape)) {
      if (!shape.expandsTo(gradient.shape())) {
        throw new IllegalStateException(
            producer
                + " returned an invalid gradient at index "
                + index
                + " - got "
                + gradient.shape()
                + " but expected shape compatible with "
                + shape);
      }
      fitted = gradient.sumToSize(shape);
    }
    return fitted.dtype() == dtype ? fitted : fitted.to(dtype);
  }
}
