package io.kindling.spark.worker;

import io.kindling.optim.GradientClipping;
import java.io.Serializable;
import java.util.Arrays;

/** Runs of elements of an array, ascending and apart from each other: what one worker owns. */
public final class Ranges implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] bounds;
  private final int count;

  /**
   * @param bounds from and to of each run, one after the other; empty runs are left out
   */
  public Ranges(int... bounds) {
    if (bounds.length % 2 != 0) {
      throw new IllegalArgumentException("Ranges: got " + bounds.length + " bounds, want pairs");
    }
    int[] kept = new int[bounds.length];
    int length = 0;
    int elements = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      int from = bounds[i];
      int to = bounds[i + 1];
      if (to < from || from < (length == 0 ? 0 : kept[length - 1])) {
        throw new IllegalArgumentException(
            "Ranges: got [" + from + ", " + to + ") after " + Arrays.toString(bounds));
      }
      if (from < to) {
        kept[length++] = from;
        kept[length++] = to;
        elements += to - from;
      }
    }
    this.bounds = Arrays.copyOf(kept, length);
    this.count = elements;
  }

  /** The number of runs, none of them empty. */
  public int size() {
    return bounds.length / 2;
  }

  /** Where run {@code i} begins. */
  public int from(int i) {
    return bounds[2 * i];
  }

  /** One past the last element of run {@code i}. */
  public int to(int i) {
    return bounds[2 * i + 1];
  }

  /** The number of elements. */
  public int count() {
    return count;
  }

  /** Copies the elements of these runs, side by side, into {@code part}. */
  public void gather(float[] all, float[] part) {
    int at = 0;
    for (int i = 0; i < size(); i++) {
      System.arraycopy(all, from(i), part, at, to(i) - from(i));
      at += to(i) - from(i);
    }
  }

  /** The elements of these runs, side by side; a copy. */
  public float[] gather(float[] all) {
    float[] part = new float[count];
    gather(all, part);
    return part;
  }

  /** Multiplies the elements of these runs by the factor, rounded to a float. */
  void scale(float[] all, double factor) {
    for (int i = 0; i < size(); i++) {
      GradientClipping.scale(all, from(i), to(i), factor);
    }
  }

  /** Puts what {@link #gather} gave back to its places. */
  public void scatter(float[] part, float[] all) {
    int at = 0;
    for (int i = 0; i < size(); i++) {
      System.arraycopy(part, at, all, from(i), to(i) - from(i));
      at += to(i) - from(i);
    }
  }
}
