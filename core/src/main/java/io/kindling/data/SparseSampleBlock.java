package io.kindling.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Feature vectors of which most values are zero, in compressed rows: of every sample the places
 * that are not zero, ascending, and their values, 8 bytes each; with integer labels. Immutable once
 * built. {@link SparseBatch} cuts batches that stay sparse.
 */
public final class SparseSampleBlock implements SampleBlock {
  private static final long serialVersionUID = 1L;

  private final long firstIndex;
  private final ImageShape shape;

  /** Where each sample begins in the two arrays after it, and where the last ends. */
  private final int[] starts;

  private final int[] indices;
  private final float[] values;
  private final int[] labels;

  /** 0 as long as it is not known; several threads may find it out. */
  private volatile long fingerprint;

  private SparseSampleBlock(
      long firstIndex,
      ImageShape shape,
      int[] starts,
      int[] indices,
      float[] values,
      int[] labels) {
    this.firstIndex = firstIndex;
    this.shape = shape;
    this.starts = starts;
    this.indices = indices;
    this.values = values;
    this.labels = labels;
  }

  /**
   * A builder that grows as samples are added.
   *
   * @param features of each sample
   * @param expected samples there is room for
   */
  public static Builder builder(int features, int expected) {
    return new Builder(features, expected);
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public long firstIndex() {
    return firstIndex;
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public int label(int row) {
    return labels[row];
  }

  /** Values that are held of sample {@code row}. */
  public int held(int row) {
    return starts[row + 1] - starts[row];
  }

  /** Copies places and values of sample {@code row} to {@code offset} of the arrays. */
  public void copy(int row, int[] toIndices, float[] toValues, int offset) {
    System.arraycopy(indices, starts[row], toIndices, offset, held(row));
    System.arraycopy(values, starts[row], toValues, offset, held(row));
  }

  /** The places of sample {@code row} that are held. */
  int[] indices(int row) {
    return Arrays.copyOfRange(indices, starts[row], starts[row + 1]);
  }

  /** The values at {@link #indices}. */
  float[] values(int row) {
    return Arrays.copyOfRange(values, starts[row], starts[row + 1]);
  }

  @Override
  public long bytes() {
    return 4L * (starts.length + indices.length + values.length + labels.length);
  }

  @Override
  public long fingerprint() {
    long known = fingerprint;
    if (known == 0) {
      known =
          SampleFingerprint.sum(
              size(),
              row ->
                  SampleFingerprint.of(
                      firstIndex + row,
                      shape,
                      indices,
                      values,
                      starts[row],
                      held(row),
                      labels[row]));
      fingerprint = known;
    }
    return known;
  }

  @Override
  public void read(int row, ImageBuffer image) {
    Objects.checkIndex(row, labels.length);
    float[] all = image.spare(shape.size());
    Arrays.fill(all, 0, shape.size(), 0f);
    for (int p = starts[row]; p < starts[row + 1]; p++) {
      all[indices[p]] = values[p];
    }
    image.set(shape, all, 0);
  }

  /**
   * {@inheritDoc}
   *
   * <p>With its zeros. Values are taken as they are, (v - mean) / std; only bytes are divided by
   * 255 first.
   */
  @Override
  public void write(
      int row, Normalization normalization, Placement placement, float[] out, int offset) {
    Objects.checkIndex(row, labels.length);
    normalization.check(shape);
    float mean = normalization.mean(0);
    float std = normalization.std(0);
    int width = shape.width();
    Arrays.fill(out, offset, offset + width, (0f - mean) / std);
    if (placement.dy() != 0) {
      return; // beside the only row
    }
    for (int p = starts[row]; p < starts[row + 1]; p++) {
      int x = indices[p] - placement.dx();
      if (x >= 0 && x < width) {
        out[offset + (placement.flip() ? width - 1 - x : x)] = (values[p] - mean) / std;
      }
    }
  }

  /** Collects samples; not safe for concurrent use. */
  public static final class Builder {
    private static final int MOST = Integer.MAX_VALUE - 8;

    private final ImageShape shape;
    private int[] starts;
    private int[] indices;
    private float[] values;
    private int[] labels;
    private int size;
    private long firstIndex;

    private Builder(int features, int expected) {
      this.shape = ImageShape.vector(features);
      if (expected < 0) {
        throw new IllegalArgumentException("SparseSampleBlock: expected samples " + expected);
      }
      this.labels = allocate(8L * expected, () -> new int[expected]);
      this.starts = allocate(8L * expected, () -> new int[Math.addExact(expected, 1)]);
      this.indices = new int[0];
      this.values = new float[0];
    }

    /** Global index of the block's first sample; 0 unless told. */
    public Builder firstIndex(long index) {
      if (index < 0) {
        throw new IllegalArgumentException("sample block: first index " + index + " is negative");
      }
      firstIndex = index;
      return this;
    }

    /** Samples added so far. */
    public int size() {
      return size;
    }

    /**
     * Adds a sample.
     *
     * @param places that are not zero, ascending
     * @param itsValues at these
     * @throws DataException when lengths differ, or places do not ascend within the features
     */
    public Builder add(int[] places, float[] itsValues, int label) {
      if (places.length != itsValues.length) {
        throw new DataException(
            "sample block: got " + places.length + " places for " + itsValues.length + " values");
      }
      int before = -1;
      for (int place : places) {
        if (place <= before || place >= shape.width()) {
          throw new DataException(
              "sample block: places of a sparse sample must ascend within [0, "
                  + shape.width()
                  + "), got "
                  + place
                  + (before < 0 ? "" : " after " + before));
        }
        before = place;
      }
      int held = starts[size];
      grow(held + (long) places.length);
      System.arraycopy(places, 0, indices, held, places.length);
      System.arraycopy(itsValues, 0, values, held, places.length);
      labels[size++] = label;
      starts[size] = held + places.length;
      return this;
    }

    private void grow(long held) {
      if (held > MOST || size == MOST - 1) {
        throw new DataException(
            "sample block: "
                + held
                + " values of "
                + (size + 1L)
                + " sparse samples exceed one block's "
                + MOST
                + "; use more partitions");
      }
      if (size == labels.length) {
        int room = (int) Math.min(MOST - 1, Math.max(16L, size + (size >> 1) + 1L));
        labels = allocate(8L * room, () -> Arrays.copyOf(labels, room));
        starts = allocate(8L * room, () -> Arrays.copyOf(starts, room + 1));
      }
      if (held > values.length) {
        int room = (int) Math.min(MOST, Math.max(64L, held + (held >> 1)));
        indices = allocate(8L * room, () -> Arrays.copyOf(indices, room));
        values = allocate(8L * room, () -> Arrays.copyOf(values, room));
      }
    }

    /** The block; the builder must not be used afterwards. */
    public SparseSampleBlock build() {
      int held = starts[size];
      return allocate(
          8L * (held + (long) size),
          () ->
              new SparseSampleBlock(
                  firstIndex,
                  shape,
                  Arrays.copyOf(starts, size + 1),
                  Arrays.copyOf(indices, held),
                  Arrays.copyOf(values, held),
                  Arrays.copyOf(labels, size)));
    }

    private <T> T allocate(long bytes, Supplier<T> array) {
      return BlockMemory.allocate(size, "sparse " + shape, bytes, array);
    }
  }
}
