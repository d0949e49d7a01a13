package io.kindling.tensor;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.reflect.Array;

/** How a tensor travels by Java serialization: elements, shape and flag, no history. */
record SerializedTensor(DType dtype, int[] sizes, Object elements, boolean requiresGrad)
    implements Serializable {

  static SerializedTensor of(Tensor tensor) {
    Storage copy = tensor.detach().clone().storage();
    return new SerializedTensor(
        tensor.dtype(), tensor.shape().toArray(), copy.array(), tensor.requiresGrad());
  }

  private Object readResolve() throws InvalidObjectException {
    Shape shape = Shape.of(sizes);
    if (elements == null || Array.getLength(elements) != shape.numel()) {
      throw new InvalidObjectException(
          "a tensor of shape " + shape + " has another number of values");
    }
    Storage storage =
        switch (dtype) {
          case FLOAT32 -> Storage.of((float[]) elements);
          case FLOAT64 -> Storage.of((double[]) elements);
          case INT64 -> Storage.of((long[]) elements);
          case UINT8, BOOL -> Storage.of(dtype, (byte[]) elements);
        };
    return Tensor.wrap(storage, shape).requiresGrad_(requiresGrad);
  }
}
