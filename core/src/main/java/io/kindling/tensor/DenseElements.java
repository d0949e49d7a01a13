package io.kindling.tensor;

/** Room for elements that were sparse, refused in words where they are too many. */
final class DenseElements {
  private static final String CURE =
      "Linear takes sparse rows as they are: let it be the network's first layer, or use a smaller"
          + " batch, or fewer features";

  private DenseElements() {}

  static Storage allocate(DType dtype, int length, String what) {
    long bytes = (long) length * (dtype == DType.FLOAT64 ? Double.BYTES : Float.BYTES);
    if (bytes > Runtime.getRuntime().maxMemory() / 2) {
      throw OutOfHeapException.of(what + ", made dense for a layer,", bytes, CURE, null);
    }
    try {
      return Storage.allocate(dtype, length);
    } catch (OutOfMemoryError e) {
      throw OutOfHeapException.of(what + ", made dense for a layer,", bytes, CURE, e);
    }
  }
}
