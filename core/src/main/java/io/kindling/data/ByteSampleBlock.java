package io.kindling.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Images as unsigned bytes, sample after sample in CHW order, with integer labels.
 *
 * <p>Immutable once built; the fields are plain, so that any serializer writes it at the speed of a
 * memory copy.
 */
public final class ByteSampleBlock implements SampleBlock {
  private static final long serialVersionUID = 1L;

  private final long firstIndex;
  private final ImageShape shape;
  private final byte[] pixels;
  private final int[] labels;

  /** 0 as long as it is not known; several threads may find it out. */
  private volatile long fingerprint;

  /** Takes the arrays for its own. */
  ByteSampleBlock(long firstIndex, ImageShape shape, byte[] pixels, int[] labels) {
    this.firstIndex = firstIndex;
    this.shape = shape;
    this.pixels = pixels;
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
    return pixels.length + 4L * labels.length;
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
                      firstIndex + row, shape, pixels, row * shape.size(), labels[row]));
      fingerprint = known;
    }
    return known;
  }

  /** Value 0..255 of element {@code index} (in CHW order) of sample {@code row}. */
  public int pixel(int row, int index) {
    Objects.checkIndex(index, shape.size());
    return pixels[row * shape.size() + index] & 0xff;
  }

  /** A copy of the pixels of sample {@code row}, CHW. */
  public byte[] pixels(int row) {
    Objects.checkIndex(row, labels.length);
    return Arrays.copyOfRange(pixels, row * shape.size(), (row + 1) * shape.size());
  }

  @Override
  public void read(int row, ImageBuffer image) {
    Objects.checkIndex(row, labels.length);
    image.set(shape, pixels, row * shape.size());
  }

  @Override
  public void write(
      int row, Normalization normalization, Placement placement, float[] out, int offset) {
    Objects.checkIndex(row, labels.length);
    normalization.check(shape);
    int from = row * shape.size();
    int plane = shape.plane();
    for (int c = 0; c < shape.channels(); c++) {
      float[] table = normalization.table(c);
      int src = from + c * plane;
      int dst = offset + c * plane;
      if (placement.isIdentity()) {
        for (int i = 0; i < plane; i++) {
          out[dst + i] = table[pixels[src + i] & 0xff];
        }
      } else {
        writePlaced(table, src, placement, out, dst);
      }
    }
  }

  private void writePlaced(float[] table, int src, Placement p, float[] out, int dst) {
    int h = shape.height();
    int w = shape.width();
    for (int y = 0; y < h; y++) {
      int sy = y + p.dy();
      for (int x = 0; x < w; x++) {
        int sx = (p.flip() ? w - 1 - x : x) + p.dx();
        boolean inside = sy >= 0 && sy < h && sx >= 0 && sx < w;
        out[dst + y * w + x] = table[inside ? pixels[src + sy * w + sx] & 0xff : 0];
      }
    }
  }

  /** Collects samples; not safe for concurrent use. */
  public static final class Builder {
    private final ImageShape shape;
    private byte[] pixels;
    private int[] labels;
    private int size;
    private long firstIndex;

    private Builder(ImageShape shape, int expected) {
      this.shape = Objects.requireNonNull(shape, "shape");
      if (expected < 0) {
        throw new IllegalArgumentException("ByteSampleBlock: expected samples " + expected);
      }
      int length = arrayLength(expected);
      this.pixels = allocate(expected, () -> new byte[length]);
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

    /** The array that {@link #next(int)} offsets point into; valid until the next call of it. */
    public byte[] array() {
      return pixels;
    }

    /**
     * Adds a sample whose pixels the caller then writes into {@link #array()} at the returned
     * offset, C*H*W bytes.
     *
     * @throws DataException when the block would exceed a Java array
     * @throws io.kindling.tensor.OutOfHeapException when the heap does not suffice
     */
    public int next(int label) {
      if (size == labels.length) {
        int wanted = (int) Math.min(maxSamples(), Math.max(16L, size + (size >> 1) + 1L));
        if (wanted <= size) {
          arrayLength(size + 1L); // throws
        }
        int length = arrayLength(wanted);
        pixels = allocate(wanted, () -> Arrays.copyOf(pixels, length));
        labels = allocate(wanted, () -> Arrays.copyOf(labels, wanted));
      }
      labels[size] = label;
      return size++ * shape.size();
    }

    /**
     * Adds a sample of exactly C*H*W bytes.
     *
     * @throws DataException when {@code sample} has another length
     */
    public Builder add(byte[] sample, int label) {
      if (sample.length != shape.size()) {
        throw new DataException(
            "sample block: got "
                + sample.length
                + " pixel bytes, a "
                + shape
                + " image has "
                + shape.size());
      }
      int at = next(label);
      System.arraycopy(sample, 0, pixels, at, sample.length);
      return this;
    }

    /** The block; the builder must not be used afterwards. */
    public ByteSampleBlock build() {
      int length = size * shape.size();
      int[] l = size == labels.length ? labels : allocate(size, () -> Arrays.copyOf(labels, size));
      byte[] p =
          length == pixels.length ? pixels : allocate(size, () -> Arrays.copyOf(pixels, length));
      return new ByteSampleBlock(firstIndex, shape, p, l);
    }

    private <T> T allocate(int samples, Supplier<T> array) {
      long bytes = (long) samples * (shape.size() + Integer.BYTES);
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
                + " images of "
                + shape
                + " exceed one block's "
                + maxSamples()
                + "; use more partitions");
      }
      return (int) (samples * shape.size());
    }
  }
}
