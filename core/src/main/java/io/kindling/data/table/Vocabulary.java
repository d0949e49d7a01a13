package io.kindling.data.table;

import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values that have an index of their own, the most frequent first. Immutable. */
public final class Vocabulary implements Serializable {
  private static final long serialVersionUID = 1L;

  /** By count, falling; of the same count by value, as Java compares texts. */
  public static final Comparator<Map.Entry<String, Long>> ORDER =
      Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
          .thenComparing(Map.Entry.comparingByKey());

  private final List<String> values;
  private transient Map<String, Integer> index;

  /**
   * @throws IllegalArgumentException when a value stands twice
   */
  public Vocabulary(List<String> values) {
    this.values = List.copyOf(values);
    if (index().size() < values.size()) {
      throw new IllegalArgumentException("vocabulary: a value stands twice");
    }
  }

  /**
   * Those that were counted often enough.
   *
   * @param most how many at most
   * @param minCount of each
   */
  public static Vocabulary of(Map<String, Long> counts, int most, long minCount) {
    return new Vocabulary(
        counts.entrySet().stream()
            .filter(entry -> entry.getValue() >= minCount)
            .sorted(ORDER)
            .limit(most)
            .map(Map.Entry::getKey)
            .toList());
  }

  public int size() {
    return values.size();
  }

  /** The values, in order. */
  public List<String> values() {
    return values;
  }

  /** The value's place, from 0; -1 when it is not here. */
  public int indexOf(String value) {
    return index().getOrDefault(value, -1);
  }

  private Map<String, Integer> index() {
    Map<String, Integer> known = index;
    if (known == null) { // it does not travel; made twice, it is the same
      known = new HashMap<>();
      for (int i = 0; i < values.size(); i++) {
        known.put(values.get(i), i);
      }
      index = known;
    }
    return known;
  }
}
