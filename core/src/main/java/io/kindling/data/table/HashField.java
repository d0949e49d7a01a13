package io.kindling.data.table;

import io.kindling.nn.models.PackedField;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A category of which there are many, by its hash: 1 for null, 2 + murmur3(value) mod buckets for
 * others. Indices are those of {@link CategoryField}, so 0 stays free.
 *
 * @param dim width of its embedding
 */
record HashField(String name, int buckets, int dim) implements TableField {
  private static final long serialVersionUID = 1L;
  static final String KIND = "hash";
  private static final int SEED = 42;

  @Override
  public PackedField packed() {
    return PackedField.embedding(name, buckets + CategoryField.FIRST, dim);
  }

  @Override
  public void encode(Object value, float[] row, int at) {
    String category = Values.category(value);
    row[at] =
        category == null
            ? CategoryField.MISSING
            : CategoryField.FIRST + Math.floorMod(Murmur3.hash(category, SEED), buckets);
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("kind", KIND);
    map.put("buckets", buckets);
    map.put("dim", dim);
    return map;
  }
}
