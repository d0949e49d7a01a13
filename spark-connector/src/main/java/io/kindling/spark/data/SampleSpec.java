package io.kindling.spark.data;

import io.kindling.data.Cifar10;
import io.kindling.data.ImageShape;
import io.kindling.data.table.TableEncoder;
import io.kindling.data.transforms.Compose;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

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

  // Those that are not final are written in the copies made here, before anyone else has them.
  private String featuresCol;
  private TableEncoder inputs;
  private List<String> inputCols = List.of();
  private String labelCol = "label";
  private String weightCol;
  private String validationIndicatorCol;
  private ImageShape shape;
  private final int classes;
  private boolean skipInvalid;
  private boolean applyExifOrientation;
  private Compose transforms = new Compose();
  private SampleCache cache = SampleCache.AUTO;

  /** Null to look at the rows. */
  private Boolean sparse;

  private SampleSpec(int classes) {
    this.classes = classes;
  }

  private SampleSpec(SampleSpec other) {
    featuresCol = other.featuresCol;
    inputs = other.inputs;
    inputCols = other.inputCols;
    labelCol = other.labelCol;
    weightCol = other.weightCol;
    validationIndicatorCol = other.validationIndicatorCol;
    shape = other.shape;
    classes = other.classes;
    skipInvalid = other.skipInvalid;
    applyExifOrientation = other.applyExifOrientation;
    transforms = other.transforms;
    sparse = other.sparse;
    cache = other.cache;
  }

  private SampleSpec with(Consumer<SampleSpec> change) {
    SampleSpec copy = new SampleSpec(this);
    change.accept(copy);
    return copy;
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
    return new SampleSpec(classes);
  }

  /**
   * Samples for which real numbers are to be predicted: those of a numeric column {@code label}, or
   * K of them where it is a vector or an array.
   */
  public static SampleSpec regression() {
    return new SampleSpec(0);
  }

  /** CIFAR-10: images of 3 x 32 x 32 in ten classes. */
  public static SampleSpec cifar10() {
    return classes(Cifar10.CLASSES).shape(Cifar10.SHAPE);
  }

  /** Names the column of features instead of finding it. */
  public SampleSpec featuresCol(String name) {
    Objects.requireNonNull(name);
    return with(copy -> copy.featuresCol = name);
  }

  /**
   * Takes several columns of numbers, categories or texts instead of a column of features, by what
   * {@link TableFit} has made of them; samples are packed rows.
   */
  public SampleSpec inputs(TableEncoder encoder) {
    return inputs(encoder, encoder.names());
  }

  /** {@link #inputs(TableEncoder)} whose columns have other names here, in the encoder's order. */
  public SampleSpec inputs(TableEncoder encoder, List<String> columns) {
    return with(
        copy -> {
          copy.inputs = encoder;
          copy.inputCols = List.copyOf(columns);
        });
  }

  /** Names the column of labels; {@code label} unless told. */
  public SampleSpec labelCol(String name) {
    Objects.requireNonNull(name);
    return with(copy -> copy.labelCol = name);
  }

  /** Names a column that says how much each sample counts; all the same unless told. */
  public SampleSpec weightCol(String name) {
    Objects.requireNonNull(name);
    return with(copy -> copy.weightCol = name);
  }

  /**
   * Names the boolean column by which rows were told apart, those to train on and those to validate
   * on; a row where it is null is neither, and not valid. None unless told.
   */
  public SampleSpec validationIndicatorCol(String name) {
    Objects.requireNonNull(name);
    return with(copy -> copy.validationIndicatorCol = name);
  }

  /**
   * Fixes the shape of every sample instead of taking the first row's. With {@link #transforms}
   * images may still come in other sizes, and have so many channels.
   */
  public SampleSpec shape(ImageShape fixed) {
    Objects.requireNonNull(fixed);
    return with(copy -> copy.shape = fixed);
  }

  /** Leaves out rows that cannot be used, instead of failing at the first; false unless told. */
  public SampleSpec skipInvalid(boolean skip) {
    return with(copy -> copy.skipInvalid = skip);
  }

  /**
   * Turns PNG and JPEG images upright where EXIF says that the camera was turned, as Pillow's
   * {@code ImageOps.exif_transpose}; false unless told. A fixed shape is then that of the upright
   * image.
   */
  public SampleSpec applyExifOrientation(boolean apply) {
    return with(copy -> copy.applyExifOrientation = apply);
  }

  /**
   * What is done with each image once, when it is decoded: {@code Transforms.parse("resize(64) |
   * centerCrop(64)")}, or {@link Compose#deterministicPrefix()} of what is done in all. Images may
   * then come in any size, as long as they all have one size afterwards; they are kept in that.
   * None unless told.
   *
   * @throws IllegalArgumentException when they are random
   */
  public SampleSpec transforms(Compose once) {
    if (once.isRandom()) {
      throw new IllegalArgumentException(
          "SampleSpec: "
              + once
              + " are random, and would be the same in every epoch; give their"
              + " deterministicPrefix() here, and the remainder() to the trainer");
    }
    return with(copy -> copy.transforms = once);
  }

  /**
   * Whether vectors are kept without their zeros, 8 bytes for each value that is not; the first
   * Linear layer then skips them. Unless told, those of 1024 features or more are where the first
   * rows would take eight times the memory with their zeros.
   */
  public SampleSpec sparse(boolean keep) {
    return with(copy -> copy.sparse = keep);
  }

  /**
   * Where decoded samples are kept while they are trained on: in memory where it suffices, else in
   * files, unless told. The results are the same.
   */
  public SampleSpec cache(SampleCache where) {
    Objects.requireNonNull(where);
    return with(copy -> copy.cache = where);
  }

  /** Column of features, or empty to find it. */
  public Optional<String> featuresCol() {
    return Optional.ofNullable(featuresCol);
  }

  /** What becomes of several columns, or empty where one holds the features. */
  public Optional<TableEncoder> inputs() {
    return Optional.ofNullable(inputs);
  }

  /** The names of these columns. */
  public List<String> inputCols() {
    return inputCols;
  }

  /** Column of labels. */
  public String labelCol() {
    return labelCol;
  }

  /** Shape of every sample, or empty to take the first row's. */
  public Optional<ImageShape> shape() {
    return Optional.ofNullable(shape);
  }

  /** Column of weights, or empty when all samples count the same. */
  public Optional<String> weightCol() {
    return Optional.ofNullable(weightCol);
  }

  /** Column that tells rows to validate on, or empty when none does. */
  public Optional<String> validationIndicatorCol() {
    return Optional.ofNullable(validationIndicatorCol);
  }

  /** Number of classes; 0 when real numbers are to be predicted. */
  public int classes() {
    return classes;
  }

  /** Whether rows that cannot be used are left out. */
  public boolean skipInvalid() {
    return skipInvalid;
  }

  /** Whether images are turned upright by EXIF's orientation. */
  public boolean applyExifOrientation() {
    return applyExifOrientation;
  }

  /** Whether vectors are kept without their zeros, or empty to look at the rows. */
  public Optional<Boolean> sparse() {
    return Optional.ofNullable(sparse);
  }

  /** What is done with each image once. */
  public Compose transforms() {
    return transforms;
  }

  /** Where decoded samples are kept. */
  public SampleCache cache() {
    return cache;
  }
}
