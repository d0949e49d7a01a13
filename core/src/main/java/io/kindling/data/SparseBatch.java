package io.kindling.data;

import io.kindling.tensor.Shape;
import io.kindling.tensor.SparseRows;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import java.util.function.IntUnaryOperator;

/**
 * Cuts batches (N, features) of sparse samples that stay sparse, over arrays that are used again: a
 * batch is valid until the next. One thread.
 */
public final class SparseBatch {
  private int[] starts = new int[1];
  private int[] indices = new int[0];
  private float[] values = new float[0];

  /**
   * Whether batches of a block stay sparse: its samples are, and the transform leaves zeros zero
   * and values where they are.
   */
  public static boolean takes(SampleBlock block, SampleTransform transform) {
    return samples(block) != null
        && transform.normalization().mean(0) == 0
        && transform.augmentation().equals(Augmentation.NONE);
  }

  /** Whether a block's samples are sparse. */
  public static boolean isSparse(SampleBlock block) {
    return samples(block) != null;
  }

  private static SparseSampleBlock samples(SampleBlock block) {
    SampleBlock inner = block instanceof TargetSampleBlock with ? with.samples() : block;
    return inner instanceof SparseSampleBlock sparse ? sparse : null;
  }

  /** Samples of a batch at most, for a tensor has no more than 2^31-1 elements, zeros included. */
  public static int most(ImageShape shape) {
    return Integer.MAX_VALUE / shape.size();
  }

  /**
   * A batch.
   *
   * @param block of which {@link #takes} says yes
   * @param n samples, at most {@link #most}
   * @param row which row of the block each is
   */
  public Tensor of(SampleBlock block, SampleTransform transform, int n, IntUnaryOperator row) {
    SparseSampleBlock samples = samples(block);
    if (starts.length <= n) {
      starts = new int[n + 1];
    }
    for (int i = 0; i < n; i++) {
      starts[i + 1] = Math.addExact(starts[i], samples.held(row.applyAsInt(i)));
    }
    int held = starts[n];
    if (values.length < held) {
      indices = new int[held];
      values = new float[held];
    }
    for (int i = 0; i < n; i++) {
      samples.copy(row.applyAsInt(i), indices, values, starts[i]);
    }
    float std = transform.normalization().std(0);
    if (std != 1) {
      for (int p = 0; p < held; p++) {
        values[p] /= std;
      }
    }
    int features = samples.shape().width();
    var rows = new SparseRows(n, features, starts, indices, Storage.of(values));
    return Tensor.wrap(Storage.ofSparse(rows), Shape.of(n, features));
  }
}
