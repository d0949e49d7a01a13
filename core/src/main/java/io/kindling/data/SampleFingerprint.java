package io.kindling.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.IntToLongFunction;

/**
 * 64 bits that tell samples and their order: a sum over samples of a hash of the sample's global
 * index and of all it holds. The sum over the blocks of a data set does not depend on how it is cut
 * into blocks. Made to notice accidents, not forgery.
 */
final class SampleFingerprint {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long TARGETS = 0x7461726765747373L;

  private SampleFingerprint() {}

  /** Bytes {@code data[from, from + count)} and the label of sample {@code index}. */
  static long of(long index, ImageShape shape, byte[] data, int from, int label) {
    long hash = begin(index, shape, label);
    int end = from + shape.size();
    int at = from;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = mixed(hash ^ (long) LONGS.get(data, at));
    }
    for (; at < end; at++) {
      hash = mixed(hash ^ data[at]);
    }
    return hash;
  }

  /** Values from {@code data[from]} on and the label of sample {@code index}. */
  static long of(long index, ImageShape shape, float[] data, int from, int label) {
    return append(begin(index, shape, label), data, from, shape.size());
  }

  /** Places and values from {@code from} on and the label of sample {@code index}. */
  static long of(
      long index, ImageShape shape, int[] places, float[] data, int from, int count, int label) {
    long hash = begin(index, shape, label);
    for (int i = from; i < from + count; i++) {
      hash =
          mixed(hash ^ ((long) places[i] << 32 | Float.floatToRawIntBits(data[i]) & 0xffffffffL));
    }
    return hash;
  }

  /** The sum over the samples of a block. */
  static long sum(int rows, IntToLongFunction ofRow) {
    long sum = 0;
    for (int row = 0; row < rows; row++) {
      sum += ofRow.applyAsLong(row);
    }
    return sum;
  }

  /** What {@link TargetSampleBlock} adds to sample {@code index}. */
  static long ofTarget(long index, float[] targets, int from, int width, float weight) {
    long hash = append(mixed(mixed(index) ^ TARGETS), targets, from, width);
    return mixed(hash ^ Float.floatToRawIntBits(weight));
  }

  private static long begin(long index, ImageShape shape, int label) {
    long hash = mixed(mixed(index) ^ label);
    return mixed(hash ^ ((long) shape.channels() << 42 | (long) shape.height() << 21))
        ^ shape.width();
  }

  private static long append(long start, float[] data, int from, int count) {
    long hash = start;
    for (int i = from; i < from + count; i++) {
      hash = mixed(hash ^ Float.floatToRawIntBits(data[i]));
    }
    return hash;
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mixed(long z) {
    long a = z + 0x9e3779b97f4a7c15L;
    long b = (a ^ (a >>> 30)) * 0xbf58476d1ce4e5b9L;
    long c = (b ^ (b >>> 27)) * 0x94d049bb133111ebL;
    return c ^ (c >>> 31);
  }
}
