package io.kindling.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * The arrays of a workspace, by length. A hash table of open addressing, since one of the library
 * makes an object for each look-up.
 */
final class Shelves {
  private Shelf[] table = new Shelf[64];
  private int count;
  private long floats;

  /** Arrays of one length; the one given back last, warm in the caches, is taken first. */
  private static final class Shelf {
    final int length;
    final List<float[]> all = new ArrayList<>();
    final List<float[]> free = new ArrayList<>();

    Shelf(int length) {
      this.length = length;
    }
  }

  /** Floats of all arrays, taken or not. */
  long floats() {
    return floats;
  }

  /** A free array of this length, or a new one. */
  float[] take(int length) {
    Shelf shelf = shelf(length);
    if (!shelf.free.isEmpty()) {
      return shelf.free.remove(shelf.free.size() - 1);
    }
    float[] array = new float[length];
    shelf.all.add(array);
    floats += length;
    return array;
  }

  /** Nobody uses {@code array}, which is from here, any more. */
  void giveBack(float[] array) {
    Shelf shelf = table[place(array.length)];
    if (shelf != null) {
      shelf.free.add(array);
    }
  }

  /** Nobody uses any array any more. */
  void freeAll() {
    for (Shelf shelf : table) {
      if (shelf != null) {
        shelf.free.clear();
        for (int i = 0; i < shelf.all.size(); i++) {
          shelf.free.add(shelf.all.get(i));
        }
      }
    }
  }

  /** Keeps nothing. */
  void clear() {
    table = new Shelf[64];
    count = 0;
    floats = 0;
  }

  private Shelf shelf(int length) {
    int at = place(length);
    if (table[at] == null) {
      if (2 * ++count > table.length) {
        grow();
        at = place(length);
      }
      table[at] = new Shelf(length);
    }
    return table[at];
  }

  /** Where the shelf of this length is, or is to be. */
  private int place(int length) {
    int at = (length * 0x9E3779B9) >>> 16 & table.length - 1;
    while (table[at] != null && table[at].length != length) {
      at = at + 1 & table.length - 1;
    }
    return at;
  }

  private void grow() {
    Shelf[] old = table;
    table = new Shelf[2 * old.length];
    for (Shelf shelf : old) {
      if (shelf != null) {
        table[place(shelf.length)] = shelf;
      }
    }
  }
}
