package io.kindling.spark.ml;

import io.kindling.data.DataException;
import io.kindling.data.SampleBlock;
import io.kindling.kernel.Parallel;
import io.kindling.spark.data.FeatureColumn;
import io.kindling.spark.data.SampleReader;
import java.util.Collections;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A network as a function of one sample, for SQL: null for null. */
final class ScoreValue implements UDF1<Object, Object> {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "argument";
  private static final String WHAT = "function of a network";

  private final Broadcast<byte[]> program;
  private final Outputs outputs;
  private final FeatureSource source;
  private transient FeatureColumn column;
  private transient int[] places;

  /**
   * @param program a {@link Scorer.Program}
   * @param outputs gives one value
   * @param source the columns, where they are several
   */
  ScoreValue(Broadcast<byte[]> program, Outputs outputs, FeatureSource source) {
    this.program = program;
    this.outputs = outputs;
    this.source = source.named(NAME);
  }

  @Override
  public Object call(Object sample) {
    if (sample == null) {
      return null;
    }
    if (column == null) {
      StructType schema =
          source.isTable() ? struct(sample) : new StructType().add(NAME, type(sample));
      column = source.in(schema, WHAT);
      places = FeatureSource.places(column, schema);
    }
    Object value = source.isTable() ? column.sample((Row) sample, places) : sample;
    // A function does not know how many cores its task has.
    try (var threads = Parallel.scope(1)) {
      return Scorer.use(
          program.value(),
          scorer -> {
            SampleBlock block =
                SampleReader.read(column, Collections.singletonList(value), scorer.form(), 0);
            float[] scores = scorer.score(block);
            return outputs.of(scores, 0, scores.length)[0];
          });
    }
  }

  private StructType struct(Object sample) {
    if (sample instanceof Row row && row.schema() != null) {
      return row.schema();
    }
    throw new DataException(
        WHAT
            + ": its argument is no struct; wanted struct("
            + String.join(", ", source.inputCols())
            + ")");
  }

  private static DataType type(Object sample) {
    if (sample instanceof Vector) {
      return SQLDataTypes.VectorType();
    }
    if (sample instanceof Row row && row.schema() != null) {
      return row.schema();
    }
    if (sample instanceof byte[]) {
      return DataTypes.BinaryType;
    }
    return sample instanceof scala.collection.Seq
        ? DataTypes.createArrayType(DataTypes.DoubleType)
        : DataTypes.StringType; // which is refused with a list of what is accepted
  }
}
