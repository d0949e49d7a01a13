package io.kindling.spark.allreduce.transport;

import java.util.ArrayDeque;

/**
 * Arrays of one chunk each, to hold contributions that arrive before those of lower ranks. Grows to
 * the most that were ever needed at once and is then reused; arrays are not cleared. Thread-safe.
 */
final class ChunkPool {
  private final int elements;
  private final ArrayDeque<float[]> free = new ArrayDeque<>();

  ChunkPool(int elements) {
    this.elements = elements;
  }

  synchronized float[] take() {
    float[] chunk = free.pollLast();
    return chunk != null ? chunk : new float[elements];
  }

  synchronized void give(float[] chunk) {
    free.addLast(chunk);
  }
}
