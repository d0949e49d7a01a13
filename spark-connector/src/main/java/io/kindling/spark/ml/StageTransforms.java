package io.kindling.spark.ml;

import io.kindling.data.CropAndFlip;
import io.kindling.data.ImageShape;
import io.kindling.data.Normalization;
import io.kindling.data.SampleTransform;
import io.kindling.nn.Module;
import io.kindling.nn.TestTimeFlip;
import io.kindling.spark.data.ImageTransforms;
import io.kindling.spark.data.SampleForm;
import io.kindling.spark.worker.JavaBytes;

/** What is done with samples on their way to the network, as the Params say. */
record StageTransforms(KindlingParams params, ImageTransforms images) {

  /**
   * @throws IllegalArgumentException when the Params say it twice
   */
  static StageTransforms of(KindlingParams params) {
    boolean old = params.getCropPadding() > 0 || params.getFlipProbability() > 0;
    if (old && !params.getTransforms().isBlank()) {
      throw new IllegalArgumentException(
          params.uid()
              + ": transforms and cropPadding or flipProbability are both set; write randomCrop(32,"
              + " padding=4) | randomHorizontalFlip(0.5) among the transforms instead");
    }
    String evaluation =
        params.isDefined(params.evaluationTransforms()) ? params.getEvaluationTransforms() : null;
    return new StageTransforms(params, ImageTransforms.parse(params.getTransforms(), evaluation));
  }

  /** What each epoch does with training samples. */
  SampleTransform eachEpoch() {
    boolean text = !images.training().transforms().isEmpty();
    var augmentation =
        text
            ? images.eachEpoch()
            : new CropAndFlip(params.getCropPadding(), params.getFlipProbability());
    return new SampleTransform(normalization(), augmentation, params.getSeed());
  }

  /** What is done with samples that are judged or scored, once they are in their form. */
  SampleTransform scoring() {
    return SampleTransform.of(normalization());
  }

  /** The form in which samples of this shape are judged and scored. */
  SampleForm scored(ImageShape source) {
    return new SampleForm(source, images.evaluation());
  }

  /**
   * How many numbers the network gives for a sample.
   *
   * @throws IllegalArgumentException when it does not take samples of this shape, or not as they
   *     are scored
   */
  int width(Module network, ImageShape source) {
    ImageShape input = images.training().outputShape(source);
    int width = StartingNetwork.width(copy(network), input);
    ImageShape scored = scored(source).shape();
    boolean flips = params.getTestTimeFlip();
    if (flips || !scored.equals(input)) {
      try {
        Module copy = copy(network);
        StartingNetwork.width(flips ? new TestTimeFlip(copy) : copy, scored);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            e.getMessage()
                + " (in validation and scoring, where images of "
                + source
                + " are "
                + scored
                + ", in training "
                + input
                + "; set evaluationTransforms, as resize(40) | centerCrop(32))",
            e);
      }
    }
    return width;
  }

  private static Module copy(Module network) {
    return JavaBytes.copy(network, Module.class, "the network");
  }

  private Normalization normalization() {
    double[] mean = params.getNormalizationMean();
    double[] std = params.getNormalizationStd();
    int channels = Math.max(mean.length, std.length);
    return new Normalization(perChannel(mean, channels), perChannel(std, channels));
  }

  private static float[] perChannel(double[] values, int channels) {
    float[] floats = new float[values.length == 1 ? channels : values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[values.length == 1 ? 0 : i];
    }
    return floats;
  }
}
