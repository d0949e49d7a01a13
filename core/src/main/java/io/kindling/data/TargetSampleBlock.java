package io.kindling.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Samples with more than a class each: real numbers to be predicted, a weight, or both. The samples
 * themselves are those of another block. Immutable.
 */
public final class TargetSampleBlock implements SampleBlock {
  private static final long serialVersionUID = 1L;

  private final SampleBlock samples;
  private final int width;

  /** K numbers a sample, or null. */
  private final float[] targets;

  /** One weight a sample, or null. */
  private final float[] weights;

  /** 0 as long as it is not known; several threads may find it out. */
  private volatile long fingerprint;

  private TargetSampleBlock(SampleBlock samples, int width, float[] targets, float[] weights) {
    this.samples = samples;
    this.width = width;
    this.targets = targets;
    this.weights = weights;
  }

  /**
   * Adds to {@code samples} what is to be predicted and how much each counts.
   *
   * @param width numbers to be predicted for a sample, K; 0 when classes are
   * @param targets N times K finite numbers, sample after sample; null when K is 0
   * @param weights N finite numbers of at least 0, or null when all samples count the same
   * @throws DataException when lengths do not fit, or a number is not finite
   */
  public static SampleBlock of(SampleBlock samples, int width, float[] targets, float[] weights) {
    if (width < 0 || (width == 0) != (targets == null)) {
      throw new DataException(
          "sample block: got targets of width " + width + ", wanted 1 or more, or no targets");
    }
    if (targets == null && weights == null) {
      return samples;
    }
    if (targets != null) {
      check("targets", targets, (long) samples.size() * width, Float.NEGATIVE_INFINITY);
    }
    if (weights != null) {
      check("weights", weights, samples.size(), 0);
    }
    return new TargetSampleBlock(
        Objects.requireNonNull(samples, "samples"),
        width,
        targets == null ? null : targets.clone(),
        weights == null ? null : weights.clone());
  }

  private static void check(String what, float[] values, long wanted, float least) {
    if (values.length != wanted) {
      throw new DataException(
          "sample block: got " + values.length + " " + what + ", wanted " + wanted);
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i]) || values[i] < least) {
        throw new DataException(
            "sample block: element " + i + " of the " + what + " is " + values[i]);
      }
    }
  }

  /** The samples without targets and weights. */
  SampleBlock samples() {
    return samples;
  }

  @Override
  public int targetWidth() {
    return width;
  }

  @Override
  public void target(int row, float[] out, int offset) {
    Objects.checkIndex(row, size());
    if (width > 0) {
      System.arraycopy(targets, row * width, out, offset, width);
    }
  }

  @Override
  public boolean weighted() {
    return weights != null;
  }

  @Override
  public float weight(int row) {
    return weights == null ? 1f : weights[row];
  }

  @Override
  public int size() {
    return samples.size();
  }

  @Override
  public long firstIndex() {
    return samples.firstIndex();
  }

  @Override
  public ImageShape shape() {
    return samples.shape();
  }

  @Override
  public int label(int row) {
    return samples.label(row);
  }

  @Override
  public long bytes() {
    return samples.bytes() + 4L * length(targets) + 4L * length(weights);
  }

  @Override
  public long fingerprint() {
    long known = fingerprint;
    if (known == 0) {
      known = samples.fingerprint();
      for (int row = 0; row < size(); row++) {
        known +=
            SampleFingerprint.ofTarget(
                firstIndex() + row, targets, row * width, width, weight(row));
      }
      fingerprint = known;
    }
    return known;
  }

  private static int length(float[] array) {
    return array == null ? 0 : array.length;
  }

  @Override
  public void read(int row, ImageBuffer image) {
    samples.read(row, image);
  }

  @Override
  public void write(
      int row, Normalization normalization, Placement placement, float[] out, int offset) {
    samples.write(row, normalization, placement, out, offset);
  }

  /** Collects targets and weights as samples are collected elsewhere; not thread-safe. */
  public static final class Builder {
    private final int width;
    private final boolean weighted;
    private float[] targets;
    private float[] weights;
    private int size;

    /**
     * @param width numbers to be predicted for a sample; 0 for none
     * @param weighted whether samples have weights
     * @param expected number of samples there is room for
     */
    public Builder(int width, boolean weighted, int expected) {
      this.width = width;
      this.weighted = weighted;
      int length = Math.multiplyExact(width, expected);
      this.targets = allocate(expected, () -> new float[length]);
      this.weights = allocate(expected, () -> new float[weighted ? expected : 0]);
    }

    /** Adds what belongs to the next sample. */
    public void add(float[] target, float weight) {
      if (width > 0) {
        if (targets.length < (size + 1) * width) {
          int length = Math.max(16 * width, 2 * targets.length);
          targets = allocate(length / width, () -> Arrays.copyOf(targets, length));
        }
        System.arraycopy(target, 0, targets, size * width, width);
      }
      if (weighted) {
        if (weights.length == size) {
          int length = Math.max(16, 2 * size);
          weights = allocate(length, () -> Arrays.copyOf(weights, length));
        }
        weights[size] = weight;
      }
      size++;
    }

    /** The samples with what was added, in the same order. */
    public SampleBlock build(SampleBlock samples) {
      return allocate(
          size,
          () ->
              of(
                  samples,
                  width,
                  width == 0 ? null : Arrays.copyOf(targets, size * width),
                  weighted ? Arrays.copyOf(weights, size) : null));
    }

    private <T> T allocate(int samples, Supplier<T> array) {
      long bytes = (long) samples * (width + (weighted ? 1 : 0)) * Float.BYTES;
      return BlockMemory.allocate(samples, width + " targets", bytes, array);
    }
  }
}
