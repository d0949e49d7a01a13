package io.kindling.examples;

import io.kindling.data.table.ColumnSpec;
import io.kindling.data.table.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.feature.FeatureHasher;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.RegexTokenizer;
import org.apache.spark.ml.feature.VectorAssembler;

/**
 * Spark's own classifiers for a table of numbers, categories and texts: categories are hashed by
 * {@code FeatureHasher}, words by {@code HashingTF}.
 */
final class SparkPeers {
  private static final String LOGISTIC = "LogisticRegression";
  private static final String BOOSTED = "GBTClassifier";
  private static final String FOREST = "RandomForestClassifier";

  /** All there are. */
  static final List<String> NAMES = List.of(LOGISTIC, BOOSTED, FOREST);

  /** Buckets for a linear model, and for trees, which look at every one. */
  private static final int LINEAR = 1 << 14;

  private static final int TREES = 1 << 8;

  private final List<String> plain;
  private final List<String> texts;
  private final String label;

  private SparkPeers(List<String> plain, List<String> texts, String label) {
    this.plain = plain;
    this.texts = texts;
    this.label = label;
  }

  /**
   * For columns of these kinds; those that are neither numbers, categories nor texts are left out.
   */
  static SparkPeers of(Map<String, ColumnSpec> specs, String label) {
    List<String> plain = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    specs.forEach(
        (name, spec) -> {
          if (spec instanceof ColumnSpec.Text text) {
            if (text.tokenizer() != Tokenizer.TOKENS) {
              texts.add(name);
            }
          } else if (!(spec instanceof ColumnSpec.Indices)) {
            plain.add(name);
          }
        });
    return new SparkPeers(plain, texts, label);
  }

  /**
   * A classifier and what makes features for it.
   *
   * @param name one of {@link #NAMES}
   */
  Pipeline pipeline(String name, long seed) {
    return switch (name) {
      case LOGISTIC ->
          pipeline(LINEAR, new LogisticRegression().setLabelCol(label).setRegParam(1e-4));
      case BOOSTED -> pipeline(TREES, new GBTClassifier().setLabelCol(label).setSeed(seed));
      case FOREST -> pipeline(TREES, new RandomForestClassifier().setLabelCol(label).setSeed(seed));
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Whether a classifier can tell so many classes apart. */
  static boolean knows(String name, int classes) {
    return classes == 2 || !name.equals(BOOSTED);
  }

  private Pipeline pipeline(int buckets, Estimator<?> last) {
    List<PipelineStage> stages = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    if (!plain.isEmpty()) {
      stages.add(
          new FeatureHasher()
              .setInputCols(plain.toArray(String[]::new))
              .setOutputCol("_plain")
              .setNumFeatures(buckets));
      parts.add("_plain");
    }
    for (String text : texts) {
      stages.add(
          new RegexTokenizer().setInputCol(text).setOutputCol("_words_" + text).setPattern("\\W+"));
      stages.add(
          new HashingTF()
              .setInputCol("_words_" + text)
              .setOutputCol("_counts_" + text)
              .setNumFeatures(buckets));
      parts.add("_counts_" + text);
    }
    stages.add(
        new VectorAssembler().setInputCols(parts.toArray(String[]::new)).setOutputCol("features"));
    stages.add(last);
    return new Pipeline().setStages(stages.toArray(PipelineStage[]::new));
  }
}
