package io.kindling.examples;

import io.kindling.data.Augmentation;
import io.kindling.data.Normalization;
import io.kindling.data.SampleTransform;
import io.kindling.data.transforms.Transforms;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.data.ImageTransforms;
import io.kindling.spark.ml.KindlingClassifier;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What is done with images on their way to the model. */
final class ImageOptions {
  @Option(
      names = "--augment",
      negatable = true,
      description =
          "Crop (padding 4) and flip the training images at random; --no-augment where a recipe"
              + " does.")
  private boolean augment;

  @Option(
      names = "--transforms",
      paramLabel = "TEXT",
      defaultValue = "",
      description =
          "Transforms of the training images by torchvision's names, as 'resize(40) |"
              + " randomCrop(32) | randomHorizontalFlip'. Images may have any size where they all"
              + " have one afterwards. Those before the first random one are made once, when an"
              + " image is decoded, the others in each epoch.")
  private String transforms;

  @Option(
      names = "--evaluation-transforms",
      paramLabel = "TEXT",
      description =
          "Transforms of the test images, as 'resize(40) | centerCrop(32)'; default: those of"
              + " --transforms before the first random one.")
  private String evaluationTransforms;

  @Option(
      names = "--test-time-flip",
      negatable = true,
      description =
          "Test by the mean of the outputs for an image and for its mirror image;"
              + " --no-test-time-flip where a recipe does.")
  private boolean testTimeFlip;

  @Option(
      names = "--mix",
      paramLabel = "TEXT",
      defaultValue = "",
      description =
          "Mix the training images of each batch: 'mixUp(0.2)', 'cutMix(1)', or both with | between"
              + " them, of which each step takes one.")
  private String mix;

  /**
   * The transforms.
   *
   * @throws IllegalArgumentException naming what is wrong with them
   */
  ImageTransforms transforms() {
    if (augment && !transforms.isBlank()) {
      throw new IllegalArgumentException(
          "--augment and --transforms are both given; write randomCrop(32, padding=4) |"
              + " randomHorizontalFlip among the transforms, or give --no-augment");
    }
    return ImageTransforms.parse(transforms, evaluationTransforms);
  }

  /** What is done anew with each visit of an image. */
  void addTo(DistributedTrainer.Builder trainer, Normalization normalization, long seed) {
    Augmentation each = transforms().eachEpoch();
    Augmentation visit = augment ? Augmentation.cropAndFlip() : each;
    trainer
        .transform(new SampleTransform(normalization, visit, seed))
        .evaluationTransform(SampleTransform.of(normalization))
        .testTimeFlip(testTimeFlip);
    if (!mix.isBlank()) {
      trainer.mix(Transforms.parseBatch(mix));
    }
  }

  /**
   * All of it, for a stage of Spark ML.
   *
   * @throws IllegalArgumentException naming what is wrong with the transforms
   */
  void addTo(KindlingClassifier classifier) {
    transforms(); // refuses what does not go together
    classifier
        .setCropPadding(augment ? 4 : 0)
        .setFlipProbability(augment ? 0.5 : 0)
        .setTransforms(transforms)
        .setTestTimeFlip(testTimeFlip)
        .setMix(mix);
    if (evaluationTransforms != null) {
      classifier.setEvaluationTransforms(evaluationTransforms);
    }
  }

  /** What the model's metadata says of it. */
  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("augment", augment);
    if (!transforms.isBlank()) {
      facts.put("transforms", transforms().training().toString());
    }
    if (!transforms().evaluation().transforms().isEmpty()) {
      facts.put("evaluationTransforms", transforms().evaluation().toString());
    }
    if (testTimeFlip) {
      facts.put("testTimeFlip", true);
    }
    if (!mix.isBlank()) {
      facts.put("mix", mix);
    }
    return facts;
  }
}
