package io.kindling.examples;

import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Tables that are made by a formula: the same rows on every machine. */
enum GeneratedInputs {
  /**
   * Orders in a shop, and whether they were sent back (about a third): age, income (one in ten is
   * missing), city (30), device (3), sku (2,000), title. City and device, sku, a word of the title
   * and a wave of the age decide.
   */
  SHOP("title: text(word, length=4), sku: hash(4000)"),

  /** Short texts of four topics, of words that all topics have, each more often in its own. */
  TOPICS("text: text(word, length=20)");

  private final String specs;

  GeneratedInputs(String specs) {
    this.specs = specs;
  }

  /** What its columns are to a network, where their types do not say it. */
  String specs() {
    return specs;
  }

  private static final String[] GOODS = {"shoes", "lamp", "book", "chair", "phone", "bag", "tent"};
  private static final String[] KINDS = {"plain", "small", "cheap", "fragile", "warm", "loud"};

  /** The table, with a column {@code label} of classes from 0. */
  Dataset<Row> rows(SparkSession spark, long count, int partitions) {
    Dataset<Row> ids = spark.range(0, count, 1, partitions).toDF();
    return this == SHOP ? shop(ids) : topics(ids);
  }

  private static Dataset<Row> shop(Dataset<Row> ids) {
    return ids.selectExpr(
            "*",
            "18 + 60 * " + uniform(1) + " as age",
            "if(" + uniform(2) + " < 0.1, null, exp(9.5 + 1.5 * " + uniform(3) + ")) as income",
            "concat('city-', cast(pow(" + uniform(4) + ", 2) * 30 as int)) as city",
            "element_at(array('phone', 'tablet', 'desktop'), 1 + cast(3 * "
                + uniform(5)
                + " as int)) as device",
            "concat('sku-', cast(pow(" + uniform(6) + ", 3) * 2000 as int)) as sku",
            "concat('A ', " + word(KINDS, 7) + ", ' ', " + word(GOODS, 8) + ") as title")
        .selectExpr(
            "*",
            "2.5 * ("
                + effect("city, device")
                + ") + 2.5 * ("
                + effect("sku")
                + ")"
                + " + if(title like '%fragile%', 2, 0) + sin(age / 6) - 1.2 as score")
        .selectExpr(
            "age",
            "income",
            "city",
            "device",
            "sku",
            "title",
            "cast(" + uniform(9) + " < 1 / (1 + exp(-score)) as int) as label");
  }

  private static Dataset<Row> topics(Dataset<Row> ids) {
    // One word in three is of the topic, the others are of any.
    String word =
        "concat('w', cast(if(pmod(xxhash64(id, i), 3) = 0, topic, pmod(xxhash64(id, i, 1), 4)) as"
            + " int) + 4 * cast(pow(pmod(xxhash64(id, i, 2), 9973) / 9973D, 2) * 250 as int))";
    return ids.selectExpr("*", "cast(4 * " + uniform(1) + " as int) as topic")
        .selectExpr(
            "concat_ws(' ', transform(sequence(1, 5 + cast(15 * "
                + uniform(2)
                + " as int)), i -> "
                + word
                + ")) as text",
            "topic as label");
  }

  /** In 0..1, by the row and {@code key} alone. */
  private static String uniform(int key) {
    return String.format(Locale.ROOT, "(pmod(xxhash64(id, %d), 1000003) / 1000003D)", key);
  }

  /** In -1..1, by these columns alone. */
  private static String effect(String columns) {
    return "pmod(xxhash64(" + columns + ", 77), 1009) / 504D - 1";
  }

  private static String word(String[] words, int key) {
    return "element_at(array('"
        + String.join("', '", words)
        + "'), 1 + cast("
        + words.length
        + " * "
        + uniform(key)
        + " as int))";
  }
}
