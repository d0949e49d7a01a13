package io.kindling.spark.ml;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;

/** What becomes of a row on its way to the network: shape, normalization, augmentation. */
public interface SampleParams extends DeclaredParams {
  /**
   * What becomes of rows with nulls, values that are not finite, wrong lengths or unreadable
   * images: error or skip; or mean, which puts the training mean where a number of {@link
   * InputParams#inputCols()} is missing and tells the network so, and is error for the rest.
   */
  default Param<String> handleInvalid() {
    return declared()
        .text(
            "handleInvalid",
            "what becomes of rows with nulls, values that are not finite, wrong lengths or"
                + " unreadable images: error or skip; or mean, which puts the training mean where a"
                + " number of inputCols is missing",
            "error",
            v -> ParamChecks.word("handleInvalid", v, "error", "skip", ParamChecks.MEAN));
  }

  /** The value of {@link #handleInvalid()}. */
  default String getHandleInvalid() {
    return getOrDefault(handleInvalid());
  }

  /**
   * Shape of a sample before transforms, [features] or [channels, height, width]; not set, the
   * first row tells.
   */
  default IntArrayParam inputShape() {
    return declared()
        .wholes(
            "inputShape",
            "shape of a sample, [features] or [channels, height, width]; not set, the"
                + " first row tells",
            null,
            ParamChecks::shape);
  }

  /** The value of {@link #inputShape()}. */
  default int[] getInputShape() {
    return getOrDefault(inputShape());
  }

  /**
   * Whether PNG and JPEG images are turned upright where EXIF says that the camera was turned, in
   * training and in scoring; a function of {@code registerUdf} does so too.
   */
  default BooleanParam applyExifOrientation() {
    return declared()
        .flag(
            "applyExifOrientation",
            "whether PNG and JPEG images are turned upright where EXIF says that the"
                + " camera was turned",
            false);
  }

  /** The value of {@link #applyExifOrientation()}. */
  default boolean getApplyExifOrientation() {
    return (Boolean) getOrDefault(applyExifOrientation());
  }

  /**
   * Mean of each channel that is subtracted, in units of 0..1 for images of bytes; one value holds
   * for all channels.
   */
  default DoubleArrayParam normalizationMean() {
    return declared()
        .numbers(
            "normalizationMean",
            "mean of each channel that is subtracted, in units of 0..1 for images of"
                + " bytes; one value holds for all channels",
            new double[] {0},
            v -> v.length > 0);
  }

  /** The value of {@link #normalizationMean()}. */
  default double[] getNormalizationMean() {
    return getOrDefault(normalizationMean());
  }

  /** Deviation of each channel that is divided by; one value holds for all channels. */
  default DoubleArrayParam normalizationStd() {
    return declared()
        .numbers(
            "normalizationStd",
            "deviation of each channel that is divided by; one value holds for all" + " channels",
            new double[] {1},
            ParamChecks::deviations);
  }

  /** The value of {@link #normalizationStd()}. */
  default double[] getNormalizationStd() {
    return getOrDefault(normalizationStd());
  }

  /**
   * Transforms of training images by torchvision's names, with | between them; those before the
   * first random one are made once, the others in each epoch. Images may have any size where they
   * all have one afterwards.
   *
   * @see io.kindling.data.transforms.Transforms
   */
  default Param<String> transforms() {
    return declared()
        .text(
            "transforms",
            "transforms of training images by torchvision's names, for example resize(40) |"
                + " randomCrop(32) | randomHorizontalFlip; those before the first random one are"
                + " made once",
            "",
            ParamChecks::transforms);
  }

  /** The value of {@link #transforms()}. */
  default String getTransforms() {
    return getOrDefault(transforms());
  }

  /**
   * Transforms of images in validation and scoring, none of them random; not set, those of {@link
   * #transforms()} before the first random one.
   */
  default Param<String> evaluationTransforms() {
    return declared()
        .text(
            "evaluationTransforms",
            "transforms of images in validation and scoring, for example resize(40) |"
                + " centerCrop(32); not set, those of transforms before the first random one",
            null,
            ParamChecks::evaluationTransforms);
  }

  /** The value of {@link #evaluationTransforms()}. */
  default String getEvaluationTransforms() {
    return getOrDefault(evaluationTransforms());
  }

  /**
   * Whether validation and scoring take the mean of the outputs for an image and for its mirror
   * image, which costs two forward passes.
   *
   * @see io.kindling.nn.TestTimeFlip
   */
  default BooleanParam testTimeFlip() {
    return declared()
        .flag(
            "testTimeFlip",
            "whether validation and scoring take the mean of the outputs for an image and for its"
                + " mirror image, which costs two forward passes",
            false);
  }

  /** The value of {@link #testTimeFlip()}. */
  default boolean getTestTimeFlip() {
    return (Boolean) getOrDefault(testTimeFlip());
  }

  /**
   * How the samples of a batch are mixed in training: mixUp(0.2), cutMix(1), or several with |
   * between them, of which each step takes one. Empty for not at all.
   */
  default Param<String> mix() {
    return declared()
        .text(
            "mix",
            "how the samples of a batch are mixed in training: mixUp(0.2), cutMix(1), or several"
                + " with | between them, of which each step takes one; empty for not at all",
            "",
            ParamChecks::mix);
  }

  /** The value of {@link #mix()}. */
  default String getMix() {
    return getOrDefault(mix());
  }

  /** Augmentation: pixels of black added on each side before a random crop; 0 does not crop. */
  default IntParam cropPadding() {
    return declared()
        .whole(
            "cropPadding",
            "augmentation: pixels of black added on each side before a random crop; 0"
                + " does not crop",
            0,
            v -> v >= 0);
  }

  /** The value of {@link #cropPadding()}. */
  default int getCropPadding() {
    return (Integer) getOrDefault(cropPadding());
  }

  /** Augmentation: chance of a horizontal flip, 0..1. */
  default DoubleParam flipProbability() {
    return declared()
        .number(
            "flipProbability",
            "augmentation: chance of a horizontal flip, 0..1",
            0.0,
            v -> v >= 0 && v <= 1);
  }

  /** The value of {@link #flipProbability()}. */
  default double getFlipProbability() {
    return (Double) getOrDefault(flipProbability());
  }
}
