package io.kindling.data;

import java.util.Arrays;

/**
 * One image (C, H, W) on its way through transforms, and room to work in. A caller keeps one and
 * uses it for all its images: once it has grown, nothing is allocated any more. Not thread-safe.
 *
 * <p>Values are floats. Of an image of bytes they are the whole numbers 0..255, and each transform
 * leaves such; of a float image they are as they are, by torchvision's convention from 0 to 1.
 */
public final class ImageBuffer {
  private final SampleGenerator random = new SampleGenerator();
  private int channels;
  private int height;
  private int width;
  private boolean bytes;
  private float[] values = new float[0];
  private float[] spare = new float[0];
  private int[] integers = new int[0];
  private double[] doubles = new double[0];

  /** Takes an image of unsigned bytes, which starts at {@code offset} of {@code from}. */
  public ImageBuffer set(ImageShape shape, byte[] from, int offset) {
    resize(shape, true);
    for (int i = 0; i < shape.size(); i++) {
      values[i] = from[offset + i] & 0xff;
    }
    return this;
  }

  /** Takes an image of floats, which starts at {@code offset} of {@code from}. */
  public ImageBuffer set(ImageShape shape, float[] from, int offset) {
    resize(shape, false);
    System.arraycopy(from, offset, values, 0, shape.size());
    return this;
  }

  private void resize(ImageShape shape, boolean ofBytes) {
    channels = shape.channels();
    height = shape.height();
    width = shape.width();
    bytes = ofBytes;
    if (values.length < shape.size()) {
      values = new float[shape.size()];
    }
  }

  /** Planes of the image, C. */
  public int channels() {
    return channels;
  }

  /** Rows, H. */
  public int height() {
    return height;
  }

  /** Columns, W. */
  public int width() {
    return width;
  }

  /** Values of one channel: H * W. */
  public int plane() {
    return height * width;
  }

  /** Values of the image: C * H * W. */
  public int size() {
    return channels * height * width;
  }

  /** A new {@link ImageShape} of the image. */
  public ImageShape shape() {
    return new ImageShape(channels, height, width);
  }

  /** Whether the image is of bytes: whole numbers 0..255. */
  public boolean isBytes() {
    return bytes;
  }

  /** The largest value: 255 of bytes, 1 of floats. */
  public float bound() {
    return bytes ? 255f : 1f;
  }

  /** The image itself, from element 0 on in CHW order; the array may be longer. */
  public float[] values() {
    return values;
  }

  /** Another array of at least {@code size} elements, of any content, to write a result to. */
  public float[] spare(int size) {
    if (spare.length < size) {
      spare = new float[size];
    }
    return spare;
  }

  /** Makes what was written to {@link #spare} the image. */
  public void replace(int newChannels, int newHeight, int newWidth) {
    float[] old = values;
    values = spare;
    spare = old;
    channels = newChannels;
    height = newHeight;
    width = newWidth;
  }

  /** The random numbers of the visit that the image is transformed for. */
  public SampleGenerator random() {
    return random;
  }

  /** Room for at least {@code size} whole numbers, of any content. */
  public int[] integers(int size) {
    if (integers.length < size) {
      integers = new int[size];
    }
    return integers;
  }

  /** Room for at least {@code size} numbers, of any content. */
  public double[] doubles(int size) {
    if (doubles.length < size) {
      doubles = new double[size];
    }
    return doubles;
  }

  /** The image as unsigned bytes, C*H*W of them. */
  public byte[] toBytes() {
    byte[] out = new byte[size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) (int) values[i];
    }
    return out;
  }

  /** A copy of the image's values. */
  public float[] toFloats() {
    return Arrays.copyOf(values, size());
  }
}
