package io.kindling.tensor;

/**
 * A tensor (outer, size, inner) of float32 of which only some places in the middle are not zero: a
 * gradient that reaches some columns of a matrix (inner 1), or some rows (outer 1). Not to be
 * changed.
 */
public final class IndexedSlices implements SparseElements {
  private final int outer;
  private final int size;
  private final int inner;
  private final int[] indices;
  private final float[] values;

  /**
   * Takes the arrays without copying; that of the values may be longer than needed.
   *
   * @param indices places in the middle dimension, ascending
   * @param values (outer, indices, inner)
   */
  public IndexedSlices(int outer, int size, int inner, int[] indices, float[] values) {
    this.outer = outer;
    this.size = size;
    this.inner = inner;
    this.indices = indices;
    this.values = values;
  }

  /** The slices that {@code x} is the whole of; null when it is none. */
  static IndexedSlices of(Tensor x) {
    return x.storage().sparse() instanceof IndexedSlices held
            && x.isContiguous()
            && x.numel() == held.length()
        ? held
        : null;
  }

  /**
   * Adds {@code gradient} to {@code sum} in place, for what it holds alone: the same bits as adding
   * all of it, where {@code sum} has no negative zeros.
   *
   * @return false when one of them is not such, and nothing was done
   */
  public static boolean add(Tensor sum, Tensor gradient) {
    IndexedSlices slices = of(gradient);
    if (slices == null
        || sum.dtype() != DType.FLOAT32
        || !sum.isContiguous()
        || !sum.shape().equals(gradient.shape())) {
      return false;
    }
    slices.addTo(sum.storage().floats(), sum.offset());
    sum.storage().bumpVersion("add_");
    return true;
  }

  private void addTo(float[] sum, int offset) {
    int from = 0;
    for (int o = 0; o < outer; o++) {
      int start = offset + o * size * inner;
      for (int index : indices) {
        int to = start + index * inner;
        for (int i = 0; i < inner; i++) {
          sum[to + i] += values[from++];
        }
      }
    }
  }

  @Override
  public int length() {
    return outer * size * inner;
  }

  @Override
  public DType dtype() {
    return DType.FLOAT32;
  }

  @Override
  public Object dense() {
    Storage all =
        DenseElements.allocate(
            DType.FLOAT32, length(), indices.length + " slices of (" + size + ", " + inner + ")");
    addTo(all.floats(), 0);
    return all.array();
  }

  @Override
  public boolean isOver(float[] array) {
    return array == values;
  }
}
