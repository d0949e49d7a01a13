package io.kindling.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Samples that arrive as real numbers (feature vectors, or images somebody has already scaled),
 * sample after sample in CHW order, with integer labels. Immutable once built.
 */
public final class FloatSampleBlock implements SampleBlock {
  private static final long serialVersionUID = 1L;

  private final long firstIndex;
  private final ImageShape shape;
  private final float[] values;
  private final int[] labels;

  /** 0 as long as it is not known; several threads may find it out. */
  private volatile long fingerprint;

  /** Takes the arrays for its own. */
  FloatSampleBlock(long firstIndex, ImageShape shape, float[] values, int[] labels) {
    this.firstIndex = firstIndex;
    this.shape = shape;
    this.values = values;
    this.labels = labels;
  }

  /** A builder that grows as samples are added. */
  public static Builder builder(ImageShape shape) {
    return new Builder(shape, 16);
  }

  /** A builder with room for {@code expected} samples. */
  public static Builder builder(ImageShape shape, int expected) {
    return new Builder(shape, expected);
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

  @Override
  public long bytes() {
    return 4L * values.length + 4L * labels.length;
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
                      firstIndex + row, shape, values, row * shape.size(), labels[row]));
      fingerprint = known;
    }
    return known;
  }

  /** A copy of the values of sample {@code row}, CHW. */
  public float[] values(int row) {
    Objects.checkIndex(row, labels.length);
    return Arrays.copyOfRange(values, row * shape.size(), (row + 1) * shape.size());
  }

  @Override
  public void read(int row, ImageBuffer image) {
    Objects.checkIndex(row, labels.length);
    image.set(shape, values, row * shape.size());
  }

  /**
   * {@inheritDoc}
   *
   * <p>Values are taken as they are, (v - mean) / std; only bytes are divided by 255 first.
   */
  @Override
  public void write(
      int row, Normalization normalization, Placement placement, float[] out, int offset) {
    Objects.checkIndex(row, labels.length);
    normalization.check(shape);
    int h = shape.height();
    int w = shape.width();
    int plane = shape.plane();
    for (int c = 0; c < shape.channels(); c++) {
      float mean = normalization.mean(c);
      float std = normalization.std(c);
      int src = row * shape.size() + c * plane;
      int dst = offset + c * plane;
      for (int y = 0; y < h; y++) {
        int sy = y + placement.dy();
        for (int x = 0; x < w; x++) {
          int sx = (placement.flip() ? w - 1 - x : x) + placement.dx();
          boolean inside = sy >= 0 && sy < h && sx >= 0 && sx < w;
          float v = inside ? values[src + sy * w + sx] : 0f;
          out[dst + y * w + x] = (v - mean) / std;
        }
      }
    }
  }

  /** Collects samples; not safe for concurrent use. */
  public static final class Builder {
    private final ImageShape shape;
    private float[] values;
    private int[] labels;
    private int size;
    private long firstIndex;

    private Builder(ImageShape shape, int expected) {
      this.shape = Objects.requireNonNull(shape, "shape");
      if (expected < 0) {
        throw new IllegalArgumentException("FloatSampleBlock: expected samples " + expected);
      }
      int length = arrayLength(expected);
      this.values = allocate(expected, () -> new float[length]);
      this.labels = allocate(expected, () -> new int[expected]);
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
     * Adds a sample of exactly C*H*W values.
     *
     * @throws DataException when {@code sample} has another length
     */
    public Builder add(float[] sample, int label) {
      if (sample.length != shape.size()) {
        throw new DataException(
            "sample block: got "
                + sample.length
                + " values, a "
                + shape
                + " sample has "
                + shape.size());
      }
      if (size == labels.length) {
        int wanted = (int) Math.min(maxSamples(), Math.max(16L, size + (size >> 1) + 1L));
        if (wanted <= size) {
          arrayLength(size + 1L); // throws
        }
        int length = arrayLength(wanted);
        values = allocate(wanted, () -> Arrays.copyOf(values, length));
        labels = allocate(wanted, () -> Arrays.copyOf(labels, wanted));
      }
      System.arraycopy(sample, 0, values, size * shape.size(), sample.length);
      labels[size++] = label;
      return this;
    }

    /** The block; the builder must not be used afterwards. */
    public FloatSampleBlock build() {
      return allocate(
          size,
          () ->
              new FloatSampleBlock(
                  firstIndex,
                  shape,
                  Arrays.copyOf(values, size * shape.size()),
                  Arrays.copyOf(labels, size)));
    }

    private <T> T allocate(int samples, Supplier<T> array) {
      long bytes = (long) samples * (shape.size() * (long) Float.BYTES + Integer.BYTES);
      return BlockMemory.allocate(samples, shape.toString(), bytes, array);
    }

    private long maxSamples() {
      return (Integer.MAX_VALUE - 8L) / shape.size();
    }

    private int arrayLength(long samples) {
      if (samples > maxSamples()) {
        throw new DataException(
            "sample block: "
                + samples
                + " samples of "
                + shape
                + " exceed one block's "
                + maxSamples()
                + "; use more partitions");
      }
      return (int) (samples * shape.size());
    }
  }
}
