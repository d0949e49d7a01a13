package io.kindling.spark.worker;

import io.kindling.spark.wire.WireFormat;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A gradient of which most elements are zero, as it travels: where its runs of others begin, how
 * long they are, and their elements. So the gradient of an embedding, or of a first layer on sparse
 * rows, takes bytes by the rows that a batch touches. A zero is one of exactly those bits, which
 * {@code new float[]} has; nothing is lost.
 */
final class NonZeroRuns {
  private static final int RUN = 2 * Integer.BYTES;

  /** Begin and length of each run. */
  private final int[] runs;

  private final int elements;

  private NonZeroRuns(int[] runs, int elements) {
    this.runs = runs;
    this.elements = elements;
  }

  /** The runs of {@code values}; null where sending all of it takes less than twice as much. */
  static NonZeroRuns of(float[] values, WireFormat format) {
    long all = (long) values.length * format.width();
    int[] runs = new int[64];
    int count = 0;
    int held = 0;
    for (int at = 0; at < values.length; ) {
      if (isZero(values[at])) {
        at++;
        continue;
      }
      int from = at;
      while (at < values.length && !isZero(values[at])) {
        at++;
      }
      if (2 * count == runs.length) {
        runs = Arrays.copyOf(runs, 2 * runs.length);
      }
      runs[2 * count] = from;
      runs[2 * count + 1] = at - from;
      count++;
      held += at - from;
      if (2 * bytes(count, held, format) > all) {
        return null;
      }
    }
    return new NonZeroRuns(Arrays.copyOf(runs, 2 * count), held);
  }

  private static boolean isZero(float value) {
    return Float.floatToRawIntBits(value) == 0;
  }

  private static long bytes(int runs, int elements, WireFormat format) {
    return (long) RUN * runs + (long) format.width() * elements;
  }

  /** How many runs there are. */
  int count() {
    return runs.length / 2;
  }

  /** What {@link #encode} writes. */
  long bytes(WireFormat format) {
    return bytes(count(), elements, format);
  }

  void encode(float[] values, WireFormat format, ByteBuffer out) {
    out.asIntBuffer().put(runs);
    out.position(out.position() + Integer.BYTES * runs.length);
    for (int run = 0; run < runs.length; run += 2) {
      format.encode(values, runs[run], runs[run + 1], out);
    }
  }

  /** Reads {@code count} runs into {@code values}, which are zeros. */
  static void decode(ByteBuffer in, int count, WireFormat format, float[] values) {
    int[] runs = new int[2 * count];
    in.asIntBuffer().get(runs);
    in.position(in.position() + Integer.BYTES * runs.length);
    for (int run = 0; run < runs.length; run += 2) {
      format.decode(in, values, runs[run], runs[run + 1]);
    }
  }
}
