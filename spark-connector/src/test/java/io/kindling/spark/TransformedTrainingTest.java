package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.ImageShape;
import io.kindling.data.Normalization;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.data.transforms.Transforms;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.Sequential;
import io.kindling.optim.SGD;
import io.kindling.random.Generator;
import io.kindling.spark.listener.Listeners;
import io.kindling.spark.listener.TensorBoardListener;
import io.kindling.spark.report.ReportListener;
import io.kindling.spark.testing.FormulaData;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SmallRun;
import io.kindling.spark.testing.Warnings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on images that transforms give another size. */
final class TransformedTrainingTest {
  private static final String TEXT =
      "resize(12) | randomCrop(10, padding=1, padding_mode=reflect) | randomHorizontalFlip |"
          + " trivialAugmentWide | grayscale";

  private static DistributedTrainer.Builder trainer(String strategy, String text) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());
    JavaRDD<SampleBlock> data = FormulaData.spread(spark, new ImageShape(3, 8, 8), 88, 2);
    return DistributedTrainer.builder()
        .model(model())
        .optimizer(SGD.options().lr(0.05))
        .transform(new SampleTransform(Normalization.NONE, Transforms.parse(text), 3))
        .trainingData(data)
        .evaluationData(data)
        .batchSize(16)
        .epochs(2)
        .seed(11)
        .allReduce(SmallRun.strategy(strategy));
  }

  private static Module model() {
    try (var scope = Generator.use(new Generator(5, 0))) {
      return new Sequential(new Flatten(), new Linear(100, 10));
    }
  }

  private static DistributedTrainer.Builder judged(String strategy) {
    var evaluation = Transforms.parse("resize(10) | grayscale");
    return trainer(strategy, TEXT)
        .evaluationTransform(new SampleTransform(Normalization.NONE, evaluation, 3));
  }

  private static TrainingResult fit(String strategy) {
    return judged(strategy).build().fit();
  }

  @Test
  void strategiesGiveTheSameBits() {
    TrainingResult tree = fit("tree");
    assertEquals(12, tree.steps());
    assertEquals(SmallRun.bits(tree), SmallRun.bits(fit("resident")));
    assertTrue(Double.isFinite(tree.epochs().get(1).evaluation().orElseThrow().loss()));
  }

  /** The counts are those of the evaluation, so the model got the same inputs. */
  @Test
  void reportAndTensorBoardShowWhatTheModelSees(@TempDir Path folder) throws Exception {
    var hadoop = SharedSpark.get().sparkContext().hadoopConfiguration();
    Path file = folder.resolve("report.html");
    TrainingResult result;
    try (Warnings warnings = Warnings.of(Listeners.class)) {
      result =
          judged("tree")
              .listener(new ReportListener(file.toString(), hadoop))
              .listener(new TensorBoardListener(folder.resolve("events").toString(), hadoop))
              .build()
              .fit();
      assertEquals(List.of(), warnings.lines());
    }
    String page = Files.readString(file);
    Matcher cell = Pattern.compile("<td style=\"background[^>]*>(\\d+)</td>").matcher(page);
    long[] counts = cell.results().mapToLong(m -> Long.parseLong(m.group(1))).toArray();
    assertEquals(100, counts.length);
    long right = IntStream.range(0, 10).mapToLong(c -> counts[11 * c]).sum();
    assertEquals(result.evaluation().orElseThrow().correct(), right);
    try (var files = Files.list(folder.resolve("events"))) {
      assertTrue(files.anyMatch(f -> f.getFileName().toString().contains("tfevents")));
    }
  }

  @Test
  void whatDoesNotFitIsSaidBeforeTraining() {
    var large =
        assertThrows(
            IllegalArgumentException.class,
            () -> trainer("tree", "randomCrop(10) | grayscale").build().fit());
    assertTrue(large.getMessage().contains("larger than the padded image"), large.getMessage());
    // Evaluation leaves out what is random, and has other sizes then: 12 x 12, 3 channels.
    var evaluation =
        assertThrows(IllegalArgumentException.class, () -> trainer("tree", TEXT).build().fit());
    assertTrue(evaluation.getMessage().contains("(N, 3, 12, 12)"), evaluation.getMessage());
    assertTrue(evaluation.getMessage().contains("evaluationTransform"), evaluation.getMessage());
  }
}
