package io.kindling.data.table;

import io.kindling.nn.models.PackedField;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A text as the indices of its first tokens: 0 pads, 1 is a token that was not seen, 2 and more are
 * those of the vocabulary. Null has no tokens.
 *
 * @param length how many tokens are taken
 * @param dim width of their embedding
 */
record TextField(String name, Tokenizer tokenizer, Vocabulary vocabulary, int length, int dim)
    implements TableField {
  private static final long serialVersionUID = 1L;
  static final String KIND = "text";

  /** Index of a token that was not seen; 0 pads. */
  static final int UNSEEN_TOKEN = 1;

  @Override
  public PackedField packed() {
    return PackedField.bag(name, vocabulary.size() + CategoryField.FIRST, dim, length);
  }

  @Override
  public void encode(Object value, float[] row, int at) {
    List<String> tokens = tokenizer.tokens(value);
    int count = Math.min(length, tokens.size());
    for (int i = 0; i < count; i++) {
      int known = vocabulary.indexOf(tokens.get(i));
      row[at + i] = known < 0 ? UNSEEN_TOKEN : CategoryField.FIRST + known;
    }
    Arrays.fill(row, at + count, at + length, 0);
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("kind", KIND);
    map.put("tokenizer", tokenizer.word());
    map.put("length", length);
    map.put("dim", dim);
    map.put("vocabulary", vocabulary.values());
    return map;
  }
}
