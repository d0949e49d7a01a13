package io.kindling.data.table;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A fitted column from plain values, as {@link TableField#toMap} gave them. */
final class FieldReader {
  private final Map<?, ?> map;

  private FieldReader(Map<?, ?> map) {
    this.map = map;
  }

  /**
   * @throws IllegalArgumentException naming what is missing or of another type
   */
  static TableField read(Object field) {
    if (!(field instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("inputs: a field is no object: " + field);
    }
    FieldReader in = new FieldReader(map);
    String name = in.get("name", String.class);
    String kind = in.get("kind", String.class);
    return switch (kind) {
      case NumericField.KIND ->
          new NumericField(
              name,
              in.list("mean", Double.class),
              in.list("std", Double.class),
              in.get("standardize", Boolean.class),
              in.get("imputes", Boolean.class));
      case CategoryField.KIND -> new CategoryField(name, in.vocabulary(), in.whole("dim"));
      case HashField.KIND -> new HashField(name, in.whole("buckets"), in.whole("dim"));
      case TextField.KIND ->
          new TextField(name, in.tokenizer(), in.vocabulary(), in.whole("length"), in.whole("dim"));
      case IndicesField.KIND ->
          new IndicesField(name, in.whole("size"), in.whole("length"), in.whole("dim"));
      default -> throw new IllegalArgumentException("inputs: there is no kind " + kind);
    };
  }

  private Tokenizer tokenizer() {
    String word = get("tokenizer", String.class);
    for (Tokenizer tokenizer : Tokenizer.values()) {
      if (tokenizer.word().equals(word)) {
        return tokenizer;
      }
    }
    throw new IllegalArgumentException("inputs: there is no tokenizer " + word);
  }

  private Vocabulary vocabulary() {
    return new Vocabulary(list("vocabulary", String.class));
  }

  private int whole(String key) {
    long value = get(key, Long.class);
    if (value < 1 || value > 1 << 24) {
      throw new IllegalArgumentException("inputs: " + key + " is " + value);
    }
    return (int) value;
  }

  private <T> T get(String key, Class<T> type) {
    Object value = map.get(key);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "inputs: %s is %s, wanted a %s", key, value, type.getSimpleName()));
    }
    return type.cast(value);
  }

  private <T> List<T> list(String key, Class<T> type) {
    List<?> list = get(key, List.class);
    if (!list.stream().allMatch(type::isInstance)) {
      throw new IllegalArgumentException(
          "inputs: " + key + " holds something else than a " + type.getSimpleName());
    }
    return list.stream().<T>map(type::cast).toList();
  }
}
