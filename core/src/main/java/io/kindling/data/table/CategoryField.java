package io.kindling.data.table;

import io.kindling.nn.models.PackedField;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A category: 0 for one that was not seen, 1 for null, 2 and more for those of the vocabulary.
 *
 * @param dim width of its embedding
 */
record CategoryField(String name, Vocabulary vocabulary, int dim) implements TableField {
  private static final long serialVersionUID = 1L;
  static final String KIND = "categorical";

  /** Index of null. */
  static final int MISSING = 1;

  /** Index of the first value. */
  static final int FIRST = 2;

  @Override
  public PackedField packed() {
    return PackedField.embedding(name, vocabulary.size() + FIRST, dim);
  }

  @Override
  public void encode(Object value, float[] row, int at) {
    String category = Values.category(value);
    int known = category == null ? -1 : vocabulary.indexOf(category);
    row[at] = category == null ? MISSING : known < 0 ? UNSEEN : FIRST + known;
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("kind", KIND);
    map.put("dim", dim);
    map.put("vocabulary", vocabulary.values());
    return map;
  }
}
