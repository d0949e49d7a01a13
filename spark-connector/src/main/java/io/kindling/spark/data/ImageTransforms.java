package io.kindling.spark.data;

import io.kindling.data.Augmentation;
import io.kindling.data.transforms.Compose;
import io.kindling.data.transforms.Transforms;

/**
 * What is done with images in training, and in evaluation and scoring. In training the transforms
 * before the first random one are made once, when an image is decoded, and the others anew in each
 * epoch; in evaluation all are made once.
 *
 * @param training transforms in order
 * @param evaluation transforms in order, none of them random
 */
public record ImageTransforms(Compose training, Compose evaluation) {

  /**
   * @throws IllegalArgumentException when those of evaluation are random
   */
  public ImageTransforms {
    if (evaluation.isRandom()) {
      throw new IllegalArgumentException(
          "evaluation transforms: "
              + evaluation
              + " are random, and would judge a model by chance; take centerCrop for randomCrop,"
              + " and leave flips out");
    }
  }

  /**
   * Reads them.
   *
   * @param evaluation null for those of training before the first random one
   * @throws IllegalArgumentException naming what is wrong, what there is, and the nearest name
   */
  public static ImageTransforms parse(String training, String evaluation) {
    Compose all = Transforms.parse(training);
    return new ImageTransforms(
        all, evaluation == null ? all.deterministicPrefix() : Transforms.parse(evaluation));
  }

  /** How training images are read. */
  public SampleSpec training(SampleSpec spec) {
    return spec.transforms(training.deterministicPrefix());
  }

  /** How evaluation images are read. */
  public SampleSpec evaluation(SampleSpec spec) {
    return spec.transforms(evaluation);
  }

  /** What each epoch makes anew of training images. */
  public Augmentation eachEpoch() {
    Compose rest = training.remainder();
    return rest.transforms().isEmpty() ? Augmentation.NONE : rest;
  }
}
