package io.kindling.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * The arrays of a workspace, by length. A hash table of open addressing, since one of the library
 * makes an object for each look-up.
 */
final class ArrayPool {
  private Bucket[] table = new Bucket[64];
  private int count;
  private long floats;

  /** Arrays of one length; the one given back last, warm in the caches, is taken first. */
  private static final class Bucket {
    final int length;
    final List<float[]> all = new ArrayList<>();
    final List<float[]> free = new ArrayList<>();

    Bucket(int length) {
      this.length = length;
    }
  }

  /** Floats of all arrays, taken or not. */
  long floats() {
    return floats;
  }

  /** A free array of this length, or a new one. */
  float[] take(int length) {
    Bucket bucket = bucket(length);
    if (!bucket.free.isEmpty()) {
      return bucket.free.remove(bucket.free.size() - 1);
    }
    float[] array = new float[length];
    bucket.all.add(array);
    floats += length;
    return array;
  }

  /** Nobody uses {@code array}, which is from here, any more. */
  void giveBack(float[] array) {
    Bucket bucket = table[place(array.length)];
    if (bucket != null) {
      bucket.free.add(array);
    }
  }

  /** Nobody uses any array any more. */
  void freeAll() {
    for (Bucket bucket : table) {
      if (bucket != null) {
        bucket.free.clear();
        for (int i = 0; i < bucket.all.size(); i++) {
          bucket.free.add(bucket.all.get(i));
        }
      }
    }
  }

  /** Keeps nothing. */
  void clear() {
    table = new Bucket[64];
    count = 0;
    floats = 0;
  }

  private Bucket bucket(int length) {
    int at = place(length);
    if (table[at] == null) {
      if (2 * ++count > table.length) {
        grow();
        at = place(length);
      }
      table[at] = new Bucket(length);
    }
    return table[at];
  }

  /** Where the bucket of this length is, or is to be. */
  private int place(int length) {
    int at = (length * 0x9E3779B9) >>> 16 & table.length - 1;
    while (table[at] != null && table[at].length != length) {
      at = at + 1 & table.length - 1;
    }
    return at;
  }

  private void grow() {
    Bucket[] old = table;
    table = new Bucket[2 * old.length];
    for (Bucket bucket : old) {
      if (bucket != null) {
        table[place(bucket.length)] = bucket;
      }
    }
  }
}
