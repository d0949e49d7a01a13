package io.kindling.data;

import io.kindling.tensor.OutOfHeapException;

/** Room for batches of samples as the model takes them, which is refused in words. */
public final class BatchMemory {
  private BatchMemory() {}

  /**
   * Room for {@code n} samples.
   *
   * @param room that there is, which is given back where it suffices
   * @throws OutOfHeapException when they are more than an array holds, or the heap
   */
  public static float[] of(float[] room, int n, ImageShape shape) {
    long length = (long) n * shape.size();
    if (length <= room.length) {
      return room;
    }
    OutOfMemoryError error = null;
    if (length <= Integer.MAX_VALUE - 8) {
      try {
        return new float[(int) length];
      } catch (OutOfMemoryError e) {
        error = e;
      }
    }
    throw OutOfHeapException.of(
        "a batch of " + n + " samples of " + shape,
        length * Float.BYTES,
        "use a smaller batch (sparse vectors stay sparse where nothing augments, shifts or mixes"
            + " them)",
        error);
  }
}
