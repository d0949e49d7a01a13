package io.kindling.spark.data;

import io.kindling.data.DataException;
import io.kindling.data.ImageShape;
import io.kindling.data.table.TableEncoder;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads samples from the rows of one schema: the column of features and the column of labels.
 *
 * <p>{@link #discover} looks at the schema alone. Accepted, in this order: {@code struct<bytes,
 * path>} with PNG or JPEG; the struct of Spark's {@code image} source; {@code binary} raw pixels; a
 * Spark ML vector; {@code array<float|double>}.
 *
 * @param features the column of samples
 * @param label the column of classes, or of numbers to be predicted
 * @param weight the column of weights, if there is one
 * @param indicator the column that tells rows to validate on, if there is one
 */
public record RowReader(
    FeatureColumn features, LabelColumn label, WeightColumn weight, IndicatorColumn indicator)
    implements Serializable {

  private static final List<String> USUAL_NAMES = List.of("img", "image", "features", "pixels");

  private static final List<String> SPARK_IMAGE_FIELDS =
      List.of("origin", "height", "width", "nChannels", "mode", "data");

  private static final String ACCEPTED =
      "accepted are struct<bytes: binary, path: string> with PNG or JPEG bytes, the struct of"
          + " Spark's image source, binary raw pixels in CHW order, a Spark ML vector, or"
          + " array<float|double>";

  /**
   * Finds the columns.
   *
   * @param what what errors call the data, for example its path
   * @throws DataException when no column of an accepted type is there, or more than one might be
   *     meant; names what was found and what is accepted
   */
  public static RowReader discover(StructType schema, SampleSpec spec, String what) {
    // The label first: it must not be taken for the features.
    LabelColumn label = LabelColumn.find(schema, spec, what);
    FeatureColumn features =
        spec.inputs().isPresent()
            ? inputs(schema, spec.inputCols(), spec.inputs().get(), what)
            : spec.featuresCol().isPresent()
                ? named(schema, spec.featuresCol().get(), what)
                : search(schema, label.name(), what);
    return new RowReader(
        features.applyExifOrientation(spec.applyExifOrientation()),
        label,
        WeightColumn.find(schema, spec, what),
        new IndicatorColumn(spec.validationIndicatorCol().orElse(null)));
  }

  /**
   * Finds the column of features alone, as scoring needs it.
   *
   * @throws DataException when it is not there, or of a type that is not accepted
   */
  public static FeatureColumn features(StructType schema, String name, String what) {
    return named(schema, name, what);
  }

  /**
   * Several columns as one of packed rows.
   *
   * @param columns their names, in the encoder's order
   * @throws DataException when one is not there
   */
  public static FeatureColumn inputs(
      StructType schema, List<String> columns, TableEncoder encoder, String what) {
    return TableColumn.of(schema, columns, encoder, what);
  }

  /**
   * Looks at the columns of labels and weights alone.
   *
   * @throws DataException when one is not there, or of a type that is not accepted
   */
  public static void checkTargets(StructType schema, SampleSpec spec, String what) {
    LabelColumn.find(schema, spec, what);
    WeightColumn.find(schema, spec, what);
  }

  /**
   * The columns of features, label and, where there are such, weight and validation indicator, as
   * {@link #read} wants them.
   */
  public Column[] columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(features.column());
    columns.add(column(label.name()));
    if (weight.present()) {
      columns.add(column(weight.name()));
    }
    if (indicator.present()) {
      columns.add(column(indicator.name()));
    }
    return columns.toArray(new Column[0]);
  }

  /** The same, whose samples are kept without their zeros, or are not. */
  RowReader sparse(boolean keep) {
    return new RowReader(features.sparse(keep), label, weight, indicator);
  }

  /** What all samples of a data set have in common. */
  record Layout(SampleForm form, int targetWidth, boolean weighted) implements Serializable {}

  /** The layout of a data set by the look of one of its rows; a shape that is given holds. */
  Layout layout(Row row, long index, SampleSpec spec) {
    ImageShape source = spec.shape().orElseGet(() -> features.shapeOf(row, index));
    try {
      SampleForm form = new SampleForm(source, spec.transforms());
      return new Layout(form, label.width(row, 1, index), weight.present());
    } catch (IllegalArgumentException e) {
      throw RowErrors.at(features.name(), index, e.getMessage());
    }
  }

  /** Takes label and sample out of a row of {@link #columns()}. */
  RawSample read(Row row, long index, Layout layout) {
    indicator.check(row, index);
    int label0 = label.classes() > 0 ? label.read(row, 1, index) : 0;
    ImageShape shape = layout.form().sourceOf(features, row, index);
    RawSample sample = features.read(row, index, shape, label0);
    if (layout.targetWidth() == 0 && !layout.weighted()) {
      return sample;
    }
    float[] target = label.readTarget(row, 1, index, layout.targetWidth());
    return sample.with(target, weight.read(row, 2, index));
  }

  /** Why a row of {@link #columns()} is no valid sample with a readable image; empty if it is. */
  Optional<String> problem(Row row, long index, Layout layout) {
    try {
      RawSample sample = read(row, index, layout);
      if (!features.real() || layout.form().changes()) {
        new SampleCollector(features, layout.form(), 1, 0).add(sample, index);
      }
      return Optional.empty();
    } catch (DataException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Why {@link #layout} cannot tell from this row; empty if it can. */
  Optional<String> problem(Row row, long index, SampleSpec spec) {
    try {
      return problem(row, index, layout(row, index, spec));
    } catch (DataException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** A reference to a top-level column whatever characters its name has. */
  public static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  private static FeatureColumn named(StructType schema, String name, String what) {
    for (StructField field : schema.fields()) {
      if (field.name().equals(name)) {
        return classify(field)
            .orElseThrow(
                () ->
                    new DataException(
                        what
                            + ": column "
                            + name
                            + " of type "
                            + field.dataType().simpleString()
                            + " holds no samples; "
                            + ACCEPTED));
      }
    }
    throw new DataException(
        what + ": there is no column " + name + "; found " + schema.simpleString());
  }

  private static FeatureColumn search(StructType schema, String labelCol, String what) {
    List<FeatureColumn> found = new ArrayList<>();
    for (StructField field : schema.fields()) {
      if (!field.name().equals(labelCol)) {
        classify(field).ifPresent(found::add);
      }
    }
    if (found.isEmpty()) {
      throw new DataException(
          what
              + ": none of the columns holds samples: found "
              + schema.simpleString()
              + "; "
              + ACCEPTED);
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    for (String name : USUAL_NAMES) {
      for (FeatureColumn column : found) {
        if (column.name().equals(name)) {
          return column;
        }
      }
    }
    throw new DataException(
        what
            + ": the columns "
            + String.join(", ", found.stream().map(FeatureColumn::name).toList())
            + " could all hold the samples; name one of them as the features column");
  }

  private static Optional<FeatureColumn> classify(StructField field) {
    DataType type = field.dataType();
    String name = field.name();
    if (type instanceof StructType struct) {
      return classifyStruct(name, struct);
    }
    if (type instanceof BinaryType) {
      return Optional.of(new PixelColumn(name));
    }
    if (type.equals(SQLDataTypes.VectorType())) {
      return Optional.of(new VectorColumn(name, false));
    }
    if (type instanceof ArrayType array
        && (array.elementType() instanceof FloatType
            || array.elementType() instanceof DoubleType)) {
      return Optional.of(new ArrayColumn(name));
    }
    return Optional.empty();
  }

  private static Optional<FeatureColumn> classifyStruct(String name, StructType struct) {
    List<String> fields = List.of(struct.fieldNames());
    if (fields.equals(SPARK_IMAGE_FIELDS)
        && struct.fields()[SPARK_IMAGE_FIELDS.indexOf("data")].dataType() instanceof BinaryType) {
      return Optional.of(new SparkImageColumn(name));
    }
    int bytes = fields.indexOf("bytes");
    if (bytes < 0 || !(struct.fields()[bytes].dataType() instanceof BinaryType)) {
      return Optional.empty();
    }
    int path = fields.indexOf("path");
    boolean named = path >= 0 && struct.fields()[path].dataType() instanceof StringType;
    return Optional.of(
        new EncodedImageColumn(name, bytes, named ? path : EncodedImageColumn.NO_PATH, false));
  }
}
