package io.kindling.spark.allreduce.transport;

/**
 * A run of array elements {@code [from, to)}.
 *
 * @param from first element
 * @param to one past the last element
 */
public record Slice(int from, int to) {

  public Slice {
    if (from < 0 || to < from) {
      throw new IndexOutOfBoundsException(
          "slice: got [" + from + ", " + to + "), want 0 <= from <= to");
    }
  }

  /**
   * The slice of {@code [from, to)} that a rank owns: the bounds are {@code from + floor(length *
   * rank / size)}, so that slices differ by at most one element and may be empty.
   */
  public static Slice of(int from, int to, int rank, int size) {
    if (size < 1 || rank < 0 || rank >= size) {
      throw new IllegalArgumentException(
          "slice: got rank " + rank + " of " + size + ", want 0 <= rank < size");
    }
    long length = new Slice(from, to).length();
    return new Slice(
        from + (int) (length * rank / size), from + (int) (length * (rank + 1) / size));
  }

  /** The number of elements. */
  public int length() {
    return to - from;
  }

  /** How many chunks of at most {@code chunk} elements cover this slice. */
  int chunks(int chunk) {
    return (int) (((long) length() + chunk - 1) / chunk);
  }

  /** The chunk with the given index; the last one may be shorter. */
  Slice chunk(int index, int chunk) {
    int start = from + index * chunk;
    return new Slice(start, (int) Math.min(to, (long) start + chunk));
  }

  @Override
  public String toString() {
    return "[" + from + ", " + to + ")";
  }
}
