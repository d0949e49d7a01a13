package io.kindling.data.table;

import io.kindling.nn.models.PackedField;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A list of indices 0 to size - 1: 0 pads, 1 is one out of that range, i becomes 2 + i. Null has
 * none.
 *
 * @param length how many are taken
 * @param dim width of their embedding
 */
record IndicesField(String name, int size, int length, int dim) implements TableField {
  private static final long serialVersionUID = 1L;
  static final String KIND = "indices";

  @Override
  public PackedField packed() {
    return PackedField.bag(name, Math.addExact(size, CategoryField.FIRST), dim, length);
  }

  @Override
  public void encode(Object value, float[] row, int at) {
    List<Long> indices = Values.indices(value);
    int count = Math.min(length, indices.size());
    for (int i = 0; i < count; i++) {
      long index = indices.get(i);
      row[at + i] =
          index < 0 || index >= size ? TextField.UNSEEN_TOKEN : CategoryField.FIRST + index;
    }
    Arrays.fill(row, at + count, at + length, 0);
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("kind", KIND);
    map.put("size", size);
    map.put("length", length);
    map.put("dim", dim);
    return map;
  }
}
