package io.kindling.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.DataException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From named values to packed rows. */
class TableEncoderTest {
  private static final String SPECS =
      "age: numeric, size: numeric(standardize=false), city: categorical(dim=3), sku: hash(7),"
          + " title: text(word, length=3, vocabulary=2), tags: tokens(length=2),"
          + " ids: indices(length=2), place: numeric";

  private static Map<String, Object> row(
      Object age, Object size, Object city, Object title, Object tags, Object ids, Object place) {
    Map<String, Object> row = new HashMap<>();
    row.put("age", age);
    row.put("size", size);
    row.put("city", city);
    row.put("sku", city);
    row.put("title", title);
    row.put("tags", tags);
    row.put("ids", ids);
    row.put("place", place);
    return row;
  }

  private static List<Map<String, Object>> rows() {
    return List.of(
        row(1, 10, "Oslo", "A cat, a dog", List.of("x"), List.of(4, 0), new double[] {1, 2}),
        row(3, 20L, "Bergen", "The CAT sat", List.of("y", "x"), List.of(2), new float[] {3, 2}),
        row(null, 30.0, "Oslo", "", null, null, null),
        row(5, BigDecimal.TEN, null, null, List.of(), List.of(), List.of(5, 2)));
  }

  private static TableEncoder fit(boolean impute) {
    return TableEncoder.fit(ColumnSpecs.parse(SPECS), rows(), impute);
  }

  @Test
  void everyKindHasItsPlace() {
    TableEncoder encoder = fit(true);
    float z = (float) (2 / Math.sqrt(8 / 3.0));
    int oslo = 2 + Math.floorMod(Murmur3.hash("Oslo", 42), 7);
    // age and missing, size and missing, city, sku, 3 tokens, 2 tags, 2 ids, place and missing
    assertArrayEquals(
        new float[] {-z, 0, 10, 0, 2, oslo, 2, 3, 2, 2, 0, 6, 2, -z, 0, 0},
        encoder.encode(rows().get(0)),
        1e-6f);
    assertArrayEquals(
        new float[] {0, 1, 30, 0, 2, oslo, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
        encoder.encode(rows().get(2)),
        1e-6f);
    var strange =
        row(9, null, "Paris", "dog bites a man", List.of("z"), Arrays.asList(99, null), null);
    float[] packed = encoder.encode(strange);
    assertEquals(17.5f, packed[2], "the mean of sizes");
    assertEquals(1, packed[3]);
    assertEquals(0, packed[4], "not seen");
    assertArrayEquals(new float[] {1, 1, 2}, Arrays.copyOfRange(packed, 6, 9));
    assertArrayEquals(new float[] {1, 0, 1, 1}, Arrays.copyOfRange(packed, 9, 13));
    assertEquals(1, encoder.encode(rows().get(3))[4], "null has an index of its own");
    assertEquals(
        "[values(4), embedding('city', 4, 3), embedding('sku', 9, 5), embeddingBag('title', 4, 3,"
            + " 3), embeddingBag('tags', 4, 3, 2), embeddingBag('ids', 7, 5, 2), values(3)]",
        encoder.packed().toString());
  }

  @Test
  void comesBackFromJson() {
    TableEncoder encoder = fit(true);
    TableEncoder again = TableEncoder.fromJson(encoder.toJson());
    assertEquals(encoder, again);
    assertEquals(encoder.packed(), again.packed());
    for (Map<String, Object> row : rows()) {
      assertArrayEquals(encoder.encode(row), again.encode(row));
    }
    for (String cut : List.of("{}", "[]", "{\"format\":9,\"fields\":[]}", "nonsense")) {
      assertThrows(IllegalArgumentException.class, () -> TableEncoder.fromJson(cut), cut);
    }
    for (String key : List.of("\"mean\"", "\"vocabulary\"", "\"dim\"", "\"kind\"", "\"length\"")) {
      String damaged = encoder.toJson().replace(key, "\"other\"");
      assertThrows(IllegalArgumentException.class, () -> TableEncoder.fromJson(damaged), key);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "age   |        | column age: is null, wanted a number; handleInvalid = mean",
        "age   | NaN    | column age: is NaN, wanted a number; handleInvalid = mean",
        "age   | 1e60   | column age: is 1.0E60, wanted a finite number",
        "age   | text   | column age: is \"text\", wanted a number",
        "place | 3      | column place: has 1 numbers, wanted 2",
        "ids   | text   | column ids: is \"text\", wanted a list of whole numbers",
        "tags  | text   | column tags: is \"text\", wanted a list of texts",
        "title | 3      | column title: is 3.0, wanted a text"
      })
  void errorsNameColumnValueAndWish(String column, String value, String message) {
    Map<String, Object> row = new HashMap<>(rows().get(0));
    Object given = value;
    try {
      given = value == null ? null : (Object) Double.valueOf(value);
    } catch (NumberFormatException e) {
      // A text.
    }
    row.put(column, given);
    TableEncoder encoder =
        TableEncoder.fit(ColumnSpecs.parse(SPECS), List.of(rows().get(0), rows().get(1)), false);
    DataException bad = assertThrows(DataException.class, () -> encoder.encode(row));
    assertTrue(bad.getMessage().startsWith(message), bad.getMessage());
  }

  @Test
  void partsOfTheRowsAddUp() {
    ColumnSpec spec = ColumnSpecs.parseOne("numeric");
    ColumnStatistics whole = new ColumnStatistics();
    ColumnStatistics parts = new ColumnStatistics();
    List<double[]> values = new ArrayList<>();
    for (int part = 0; part < 5; part++) {
      ColumnStatistics some = new ColumnStatistics();
      for (int i = 0; i < part; i++) {
        double[] value = {Math.sin(i + 10 * part) + 1e4, i};
        values.add(value);
        some.add(spec, value);
        whole.add(spec, value);
      }
      parts.merge(some);
    }
    double mean = values.stream().mapToDouble(v -> v[0]).average().orElseThrow();
    double variance =
        values.stream().mapToDouble(v -> (v[0] - mean) * (v[0] - mean)).average().orElseThrow();
    for (ColumnStatistics found : List.of(whole, parts)) {
      assertEquals(mean, found.mean().get(0), 1e-8);
      assertEquals(Math.sqrt(variance), found.std().get(0), 1e-8);
    }
  }

  @Test
  void vocabulariesGoByCountThenByValue() {
    Map<String, Long> counts = Map.of("b", 3L, "a", 3L, "c", 9L, "d", 1L, "e", 2L);
    assertEquals(List.of("c", "a", "b"), Vocabulary.of(counts, 3, 1).values());
    assertEquals(List.of("c", "a", "b", "e"), Vocabulary.of(counts, 9, 2).values());
  }

  @Test
  void theSameCategoryWhateverItsType() {
    var rows = List.of(Map.of("k", 3), Map.of("k", 4));
    TableEncoder encoder = TableEncoder.fit(ColumnSpecs.parse("k: categorical"), rows, false);
    for (Object three : new Object[] {3, 3L, 3.0, 3f, "3", new BigDecimal("3.00"), (short) 3}) {
      assertEquals(2, encoder.encode(Map.of("k", three))[0]);
    }
  }

  @Test
  void tokensOfTexts() {
    assertEquals(
        List.of("größe", "2", "don", "t", "ça"), Tokenizer.WORD.tokens("Größe-2: don't ça!"));
    assertEquals(List.of("a", "\uD83D\uDE00", " "), Tokenizer.CHARACTER.tokens("a\uD83D\uDE00 "));
    assertEquals(List.of("A b", ""), Tokenizer.TOKENS.tokens(Arrays.asList("A b", null)));
    assertEquals(List.of(), Tokenizer.WORD.tokens(null));
  }

  /** Known values of MurmurHash3_x86_32. */
  @ParameterizedTest
  @CsvSource({
    "'', 0, 0",
    "hello, 0, 248bfa47",
    "'hello, world', 0, 149bbb7f",
    "The quick brown fox jumps over the lazy dog, 0, 2e4ff723",
    "aaa, 9747b28c, 283e0130",
    "aaaa, 9747b28c, 5a97808a",
    "aa, 9747b28c, 5d211726",
    "a, 9747b28c, 7fa09ea6"
  })
  void hashesAreMurmurs(String text, String seed, String hash) {
    assertEquals(
        Integer.parseUnsignedInt(hash, 16), Murmur3.hash(text, Integer.parseUnsignedInt(seed, 16)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "age numeric          | has no colon; wanted column: kind",
        "age: numerik         | column age: there is no kind of column 'numerik'; did you mean"
            + " numeric",
        "a: hash              | column a: hash: option 'buckets' is missing",
        "a: text(wrd)         | option 'tokenizer' must be one of word, character, tokens",
        "a: numeric, a: hash(3) | column a stands twice",
        "a: hash(0)           | buckets must be 1 to 16,777,214",
        "a: categorical(dim=0) | option 'dim' must be 1 to 65,536",
        "a: text(length=0)    | length must be 1 to"
      })
  void specsThatAreWrongAreRefused(String text, String message) {
    var bad = assertThrows(IllegalArgumentException.class, () -> ColumnSpecs.parse(text));
    assertTrue(bad.getMessage().contains(message), bad.getMessage());
  }

  @Test
  void namesMayHoldAnything() {
    assertEquals(
        List.of("a, b: c", "d`e"),
        List.copyOf(ColumnSpecs.parse("`a, b: c`: numeric, `d``e`: hash(5)").keySet()));
  }

  @Test
  void columnsThatTellNothingAreRefused() {
    List<Map<String, Object>> empty = List.of(Collections.singletonMap("a", null));
    var specs = ColumnSpecs.parse("a: numeric");
    DataException bad =
        assertThrows(DataException.class, () -> TableEncoder.fit(specs, empty, true));
    assertEquals(
        "column a: has no finite number in any row of the training data; leave it out of"
            + " inputCols",
        bad.getMessage());
  }
}
