package io.kindling.spark.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How an element travels. Sums are always taken in float32, from the decoded elements; a worker's
 * own contribution is never encoded. Bytes are little-endian.
 */
public enum WireFormat {
  /** 4 bytes, exact. */
  FLOAT32(4) {
    @Override
    public void encode(float[] source, int from, int count, ByteBuffer target) {
      target.asFloatBuffer().put(source, from, count);
      target.position(target.position() + 4 * count);
    }

    @Override
    public void decode(ByteBuffer source, float[] target, int from, int count) {
      source.asFloatBuffer().get(target, from, count);
      source.position(source.position() + 4 * count);
    }

    @Override
    public void round(float[] values, int from, int to) {}
  },

  /** 2 bytes: float32's range, 8 significant bits (relative error at most 2^-8). */
  BFLOAT16(2) {
    @Override
    public void encode(float[] source, int from, int count, ByteBuffer target) {
      for (int i = from; i < from + count; i++) {
        target.putShort(HalfFloats.toBfloat16(source[i]));
      }
    }

    @Override
    public void decode(ByteBuffer source, float[] target, int from, int count) {
      for (int i = from; i < from + count; i++) {
        target[i] = HalfFloats.fromBfloat16(source.getShort());
      }
    }

    @Override
    public void round(float[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        values[i] = HalfFloats.fromBfloat16(HalfFloats.toBfloat16(values[i]));
      }
    }
  },

  /**
   * 2 bytes: 11 significant bits (relative error at most 2^-11 from 6.1e-5 up), and infinity from
   * 65520 on, which a sum of gradients may reach.
   */
  FLOAT16(2) {
    @Override
    public void encode(float[] source, int from, int count, ByteBuffer target) {
      for (int i = from; i < from + count; i++) {
        target.putShort(HalfFloats.toFloat16(source[i]));
      }
    }

    @Override
    public void decode(ByteBuffer source, float[] target, int from, int count) {
      for (int i = from; i < from + count; i++) {
        target[i] = HalfFloats.fromFloat16(source.getShort());
      }
    }

    @Override
    public void round(float[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        values[i] = HalfFloats.fromFloat16(HalfFloats.toFloat16(values[i]));
      }
    }
  };

  /** That of the bytes. */
  public static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  private final int width;

  WireFormat(int width) {
    this.width = width;
  }

  /** Bytes per element. */
  public int width() {
    return width;
  }

  /** Writes {@code count} elements, little-endian, at the target's position, which advances. */
  public abstract void encode(float[] source, int from, int count, ByteBuffer target);

  /** Reads {@code count} elements from the source's position, which advances. */
  public abstract void decode(ByteBuffer source, float[] target, int from, int count);

  /** Replaces elements by what a peer would decode, so that sender and receivers agree in bits. */
  public abstract void round(float[] values, int from, int to);
}
