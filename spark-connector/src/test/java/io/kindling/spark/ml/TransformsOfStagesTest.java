package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.ByteSampleBlock;
import io.kindling.data.DataException;
import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageCodec;
import io.kindling.data.ImageShape;
import io.kindling.data.transforms.Compose;
import io.kindling.data.transforms.Transforms;
import io.kindling.spark.data.DistributedSamples;
import io.kindling.spark.data.SampleSpec;
import io.kindling.spark.testing.SharedSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of all sizes go into the stages where their transforms, given as text, make them one. */
class TransformsOfStagesTest {
  private static final String ONCE = "resize(9) | centerCrop(8)";

  private static final StructType SCHEMA =
      new StructType()
          .add("img", new StructType().add("bytes", DataTypes.BinaryType))
          .add("label", DataTypes.LongType)
          .add("held", DataTypes.BooleanType);

  private static KindlingClassifier classifier() {
    return new KindlingClassifier()
        .setFeaturesCol("img")
        .setArchitecture("[\"Flatten\", \"Linear(192, 2)\"]")
        .setNumWorkers(2)
        .setSeed(4)
        .setEpochs(2);
  }

  @Test
  void imagesAreKeptAsTheTransformsMakeThem() {
    SampleSpec spec = SampleSpec.classes(2).transforms(Transforms.parse(ONCE));
    try (var samples = DistributedSamples.fromRows(images(), spec, 1)) {
      assertEquals(new ImageShape(3, 8, 8), samples.shape());
      var block = (ByteSampleBlock) samples.blocks().collect().get(0);
      for (int i = 0; i < 12; i++) {
        assertArrayEquals(transformed(ONCE, i), block.pixels(i), "image " + i);
      }
    }
  }

  /** A network on images that were transformed before is the one whose stage transforms them. */
  @Test
  void whatIsNotRandomIsMadeInTrainingValidationAndScoring(@TempDir Path folder) throws Exception {
    var expected = classifier().setValidationIndicatorCol("held").fit(transformedBefore());
    var stage = classifier().setValidationIndicatorCol("held").setTransforms(ONCE);
    var model = stage.fit(images());
    assertArrayEquals(
        expected.summary().validationLoss(), model.summary().validationLoss(), "validation");
    assertEquals(scores(expected, transformedBefore()), scores(model, images()));

    String path = folder.resolve("model").toString();
    model.save(path);
    var loaded = KindlingClassificationModel.load(path);
    assertEquals(scores(model, images()), scores(loaded, images()));
    loaded.registerUdf(SharedSpark.get(), "of_any_size");
    assertEquals(
        column(model.transform(images()).select("prediction")),
        column(images().selectExpr("of_any_size(img)")));
  }

  /** In validation, in scoring, and of a model that was saved. */
  @Test
  void testTimeFlipsAverageBothSides(@TempDir Path folder) throws Exception {
    var plain = classifier().setValidationIndicatorCol("held").fit(transformedBefore());
    var stage = classifier().setTransforms(ONCE).setValidationIndicatorCol("held");
    var model = stage.setTestTimeFlip(true).fit(images());
    List<Object> one = scores(plain, transformedBefore());
    List<Object> other = scores(plain, flipped());
    List<Object> both = scores(model, images());
    for (int i = 0; i < both.size(); i++) {
      double[] a = numbers(one.get(i));
      double[] b = numbers(other.get(i));
      double[] mean = {(a[0] + b[0]) / 2, (a[1] + b[1]) / 2};
      assertArrayEquals(mean, numbers(both.get(i)), 1e-5, "image " + i);
    }
    assertNotEquals(one, both);
    assertNotEquals(plain.summary().validationLoss()[1], model.summary().validationLoss()[1]);
    String path = folder.resolve("model").toString();
    model.save(path);
    var loaded = KindlingClassificationModel.load(path);
    assertEquals(both, scores(loaded, images()));
    assertEquals(one, scores(loaded.setTestTimeFlip(false), images()));
  }

  private static double[] numbers(Object vector) {
    String text = (String) vector;
    return Arrays.stream(text.substring(1, text.length() - 1).split(","))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  @Test
  void whatIsRandomIsMadeInTrainingAlone() {
    String random = "resize(10) | centerCrop(10) | randomCrop(8) | randomHorizontalFlip";
    var stage =
        classifier().setTransforms(random).setEvaluationTransforms("resize(10) | centerCrop(8)");
    var model = stage.fit(images());
    var again = stage.fit(images());
    assertEquals(scores(model, images()), scores(again, images()));
    var other = stage.setSeed(5).fit(images());
    assertNotEquals(scores(model, images()), scores(other, images()));
  }

  /** Each Param changes what comes out, and the same comes out again. */
  @Test
  void recipesReachTheTrainer() {
    UnaryOperator<KindlingClassifier> decays =
        stage -> stage.setOptimizerOptions("{\"weight_decay\": 0.5}");
    List<Object> plain = fitted(decays);
    List<UnaryOperator<KindlingClassifier>> recipes =
        List.of(
            stage -> decays.apply(stage).setFilterBiasAndBn(true),
            stage -> decays.apply(stage).setModelEmaDecay(0.5),
            stage -> decays.apply(stage).setClipGradNorm(1e-3),
            stage -> decays.apply(stage).setMix("mixUp(1) | cutMix(1)"));
    Set<List<Object>> all = new HashSet<>(Set.of(plain));
    recipes.forEach(recipe -> assertTrue(all.add(fitted(recipe))));
    assertEquals(fitted(recipes.get(3)), fitted(recipes.get(3)));
    var hinge =
        assertThrows(
            IllegalArgumentException.class,
            () -> fitted(stage -> stage.setMix("mixUp(1)").setLoss("MultiMarginLoss")));
    assertTrue(hinge.getMessage().contains("use CrossEntropyLoss"), hinge::getMessage);
  }

  private static List<Object> fitted(UnaryOperator<KindlingClassifier> recipe) {
    var stage = recipe.apply(classifier().setTransforms(ONCE).setBatchSize(4));
    return scores(stage.fit(images()), images());
  }

  @Test
  void errorsNameTheCure() {
    var mixed =
        assertThrows(
            DataException.class,
            () -> classifier().setArchitecture("[\"Flatten\", \"Linear(297, 2)\"]").fit(images()));
    assertTrue(
        mixed.getMessage().contains("wanted 9 x 11; the transforms resize(n)"), mixed::getMessage);
    var shorter =
        assertThrows(
            DataException.class,
            () ->
                classifier()
                    .setArchitecture("[\"Flatten\", \"Linear(297, 2)\"]")
                    .setTransforms("resize(9)")
                    .fit(images()));
    assertTrue(shorter.getMessage().contains("resize(n) | centerCrop(n)"), shorter::getMessage);
    var scored =
        assertThrows(
            IllegalArgumentException.class,
            () -> classifier().setTransforms("resize((10, 10)) | randomCrop(8)").fit(images()));
    assertTrue(scored.getMessage().contains("set evaluationTransforms"), scored::getMessage);
    var twice =
        assertThrows(
            IllegalArgumentException.class,
            () -> classifier().setTransforms(ONCE).setFlipProbability(0.5).fit(images()));
    assertTrue(twice.getMessage().contains("randomHorizontalFlip"), twice::getMessage);
    var chance =
        assertThrows(
            IllegalArgumentException.class,
            () -> classifier().setEvaluationTransforms("randomCrop(8)"));
    assertTrue(chance.getMessage().contains("centerCrop"), chance::getMessage);
    var unknown =
        assertThrows(IllegalArgumentException.class, () -> classifier().setTransforms("resise(8)"));
    assertTrue(unknown.getMessage().contains("resize"), unknown::getMessage);
  }

  private static List<Object> scores(KindlingClassificationModel model, Dataset<Row> rows) {
    return column(model.transform(rows).select("rawPrediction"));
  }

  private static List<Object> column(Dataset<Row> one) {
    List<Object> values = new ArrayList<>();
    for (Row row : one.collectAsList()) {
      values.add(row.get(0) instanceof Vector v ? Arrays.toString(v.toArray()) : row.get(0));
    }
    return values;
  }

  /** Of 9 x 11 and larger, one of them grey. */
  private static ImageShape shape(int i) {
    return new ImageShape(i == 5 ? 1 : 3, 9 + i % 4, 11 + i % 3);
  }

  private static byte[] png(int i) {
    byte[] pixels = new byte[shape(i).size()];
    new Random(i).nextBytes(pixels);
    return ImageCodec.encodePng(pixels, 0, shape(i));
  }

  private static byte[] transformed(String text, int i) {
    ImageShape shape = new ImageShape(3, shape(i).height(), shape(i).width());
    ImageBuffer image = new ImageBuffer();
    image.set(shape, ImageCodec.decode(png(i), shape, "image"), 0);
    Compose compose = Transforms.parse(text);
    compose.apply(image, 0, 0, 0);
    return image.toBytes();
  }

  private static Dataset<Row> images() {
    return table(null);
  }

  private static Dataset<Row> transformedBefore() {
    return table(ONCE);
  }

  /** As they are transformed, left and right exchanged. */
  private static Dataset<Row> flipped() {
    return table(ONCE + " | randomHorizontalFlip(1)");
  }

  private static Dataset<Row> table(String before) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      byte[] bytes =
          before == null
              ? png(i)
              : ImageCodec.encodePng(transformed(before, i), 0, new ImageShape(3, 8, 8));
      rows.add(RowFactory.create(RowFactory.create((Object) bytes), (long) i % 2, i % 3 == 2));
    }
    return SharedSpark.get().createDataFrame(rows, SCHEMA).coalesce(1);
  }
}
