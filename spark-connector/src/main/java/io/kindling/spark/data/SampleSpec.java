package io.kindling.spark.data;

import io.kindling.data.Cifar10;
import io.kindling.data.ImageShape;
import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;

/**
 * What the rows of a DataFrame are expected to hold: which columns, samples of which shape, how
 * many classes. Immutable.
 *
 * <pre>{@code
 * SampleSpec spec = SampleSpec.classes(10).featuresCol("features").shape(ImageShape.vector(784));
 * }</pre>
 */
public final class SampleSpec implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String featuresCol;
  private final String labelCol;
  private final ImageShape shape;
  private final int classes;

  private SampleSpec(String featuresCol, String labelCol, ImageShape shape, int classes) {
    this.featuresCol = featuresCol;
    this.labelCol = labelCol;
    this.shape = shape;
    this.classes = classes;
  }

  /**
   * Samples of {@code classes} classes, labelled 0 to classes - 1 in a column {@code label}; the
   * column of features is found by its type, and the shape taken from the first row.
   *
   * @throws IllegalArgumentException when there are fewer than 2 classes
   */
  public static SampleSpec classes(int classes) {
    if (classes < 2) {
      throw new IllegalArgumentException(
          "SampleSpec: got " + classes + " classes, wanted 2 or more");
    }
    return new SampleSpec(null, "label", null, classes);
  }

  /** CIFAR-10: images of 3 x 32 x 32 in ten classes. */
  public static SampleSpec cifar10() {
    return classes(Cifar10.CLASSES).shape(Cifar10.SHAPE);
  }

  /** Names the column of features instead of finding it. */
  public SampleSpec featuresCol(String name) {
    return new SampleSpec(Objects.requireNonNull(name), labelCol, shape, classes);
  }

  /** Names the column of labels; {@code label} unless told. */
  public SampleSpec labelCol(String name) {
    return new SampleSpec(featuresCol, Objects.requireNonNull(name), shape, classes);
  }

  /** Fixes the shape of every sample instead of taking the first row's. */
  public SampleSpec shape(ImageShape fixed) {
    return new SampleSpec(featuresCol, labelCol, Objects.requireNonNull(fixed), classes);
  }

  /** Column of features, or empty to find it. */
  public Optional<String> featuresCol() {
    return Optional.ofNullable(featuresCol);
  }

  /** Column of labels. */
  public String labelCol() {
    return labelCol;
  }

  /** Shape of every sample, or empty to take the first row's. */
  public Optional<ImageShape> shape() {
    return Optional.ofNullable(shape);
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }
}
