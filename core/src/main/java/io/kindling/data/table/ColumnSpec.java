package io.kindling.data.table;

import java.io.Serializable;
import java.util.List;

/**
 * What a column is to a network, before anything was fitted. As text: {@code numeric}, {@code
 * categorical(dim=8)}, {@code hash(10000)}, {@code text(word, length=32)}, {@code tokens}, {@code
 * indices(500)}. {@link ColumnSpecs} reads it.
 */
public sealed interface ColumnSpec extends Serializable {

  /**
   * What of a value is counted for a vocabulary; nothing where there is none.
   *
   * @throws IllegalArgumentException when the value is none of this kind
   */
  default List<String> counted(Object value) {
    return List.of();
  }

  /** The values a vocabulary holds at most, and how often each must be there at least. */
  default VocabularySize vocabularySize() {
    return new VocabularySize(0, 1);
  }

  /**
   * The fitted column.
   *
   * @param seen what training data hold
   * @param vocabulary of what was {@link #counted}
   * @param impute whether missing numbers are replaced
   */
  TableField fit(String name, ColumnStatistics seen, Vocabulary vocabulary, boolean impute);

  /**
   * Bounds of a vocabulary.
   *
   * @param most values at most, the most frequent
   * @param minCount how often each is there at least
   */
  record VocabularySize(int most, int minCount) implements Serializable {
    public VocabularySize {
      if (most < 0 || most > (1 << 24) - CategoryField.FIRST || minCount < 1) {
        throw new IllegalArgumentException(
            "vocabulary: wanted at most 16,777,214 values and minCount of at least 1, got "
                + most
                + " and "
                + minCount);
      }
    }
  }

  /**
   * Numbers, or vectors of them.
   *
   * @param standardize whether the training mean is subtracted and the deviation divided by
   */
  record Numeric(boolean standardize) implements ColumnSpec {
    @Override
    public TableField fit(
        String name, ColumnStatistics seen, Vocabulary vocabulary, boolean impute) {
      return new NumericField(name, seen.mean(), seen.std(), standardize, impute);
    }

    @Override
    public String toString() {
      return standardize ? "numeric" : "numeric(standardize=false)";
    }
  }

  /**
   * Values with an index each.
   *
   * @param dim width of their embedding; null for {@link TableField#usualDim}
   */
  record Categorical(Integer dim, VocabularySize vocabularySize) implements ColumnSpec {
    @Override
    public List<String> counted(Object value) {
      String category = Values.category(value);
      return category == null ? List.of() : List.of(category);
    }

    @Override
    public TableField fit(
        String name, ColumnStatistics seen, Vocabulary vocabulary, boolean impute) {
      return new CategoryField(name, vocabulary, usual(dim, vocabulary.size()));
    }

    @Override
    public String toString() {
      return "categorical";
    }
  }

  /** Values by their hash, one of {@code buckets}. */
  record Hash(int buckets, Integer dim) implements ColumnSpec {
    public Hash {
      if (buckets < 1 || buckets > (1 << 24) - CategoryField.FIRST) {
        throw new IllegalArgumentException("hash: buckets must be 1 to 16,777,214, got " + buckets);
      }
    }

    @Override
    public TableField fit(
        String name, ColumnStatistics seen, Vocabulary vocabulary, boolean impute) {
      return new HashField(name, buckets, usual(dim, buckets));
    }

    @Override
    public String toString() {
      return "hash(" + buckets + ")";
    }
  }

  /**
   * A text, or with {@link Tokenizer#TOKENS} a list of texts, by its first {@code length} tokens.
   */
  record Text(Tokenizer tokenizer, int length, Integer dim, VocabularySize vocabularySize)
      implements ColumnSpec {
    public Text {
      checkLength(length);
    }

    @Override
    public List<String> counted(Object value) {
      return tokenizer.tokens(value);
    }

    @Override
    public TableField fit(
        String name, ColumnStatistics seen, Vocabulary vocabulary, boolean impute) {
      return new TextField(name, tokenizer, vocabulary, length, usual(dim, vocabulary.size()));
    }

    @Override
    public String toString() {
      return tokenizer == Tokenizer.TOKENS ? "tokens" : "text(" + tokenizer.word() + ")";
    }
  }

  /**
   * Lists of indices.
   *
   * @param size indices are 0 to size - 1; null for the greatest that training data hold
   */
  record Indices(Integer size, int length, Integer dim) implements ColumnSpec {
    public Indices {
      checkLength(length);
    }

    @Override
    public TableField fit(
        String name, ColumnStatistics seen, Vocabulary vocabulary, boolean impute) {
      long rows = size == null ? Math.max(1, seen.greatest() + 1) : size;
      if (rows < 1 || rows > (1 << 24) - CategoryField.FIRST) {
        throw new IllegalArgumentException(
            "indices go up to "
                + (rows - 1)
                + ", wanted below 16,777,214; "
                + name
                + ": indices(size) shares one index among those beyond");
      }
      return new IndicesField(name, (int) rows, length, usual(dim, (int) rows));
    }

    @Override
    public String toString() {
      return "indices";
    }
  }

  private static int usual(Integer given, int values) {
    return given == null ? TableField.usualDim(values + CategoryField.FIRST) : given;
  }

  private static void checkLength(int length) {
    if (length < 1 || length > 1 << 20) {
      throw new IllegalArgumentException("length must be 1 to 1,048,576, got " + length);
    }
  }
}
