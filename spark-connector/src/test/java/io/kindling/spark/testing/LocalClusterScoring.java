package io.kindling.spark.testing;

import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.spark.ml.KindlingClassificationModel;
import io.kindling.spark.ml.KindlingClassifier;
import io.kindling.tensor.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Loads a pipeline and scores a table on two executor processes, then fits a network of the user's
 * own class there. Arguments: the pipeline and the table. The outcome is a checksum of the scores.
 */
public final class LocalClusterScoring implements SharedCluster.Work {
  /** A network of the user's own class. */
  public static final class Network extends Module {
    private static final long serialVersionUID = 1L;

    private final Linear first = register("first", new Linear(4, 8));
    private final Linear second = register("second", new Linear(8, 3));

    @Override
    public Tensor forward(Tensor x) {
      return second.call(first.call(x).tanh());
    }
  }

  @Override
  public String run(SparkSession spark, String... args) throws IOException {
    Dataset<Row> table = spark.read().parquet(args[1]);
    spark.conf().set("spark.kindling.allowedModules", Network.class.getName());
    String checksum = checksum(PipelineModel.load(args[0]), table);
    KindlingClassificationModel again =
        new KindlingClassifier().setModule(new Network()).setEpochs(2).fit(table);
    if (again.summary().totalIterations() != 2) {
      throw new AssertionError("the fit made other epochs");
    }
    return checksum;
  }

  /** All bits of all outputs, whatever the order of rows. */
  public static String checksum(PipelineModel model, Dataset<Row> table) {
    List<Row> rows = model.transform(table.repartition(3)).select("rawPrediction").collectAsList();
    TreeSet<String> outputs = new TreeSet<>();
    rows.forEach(row -> outputs.add(Arrays.toString(row.<Vector>getAs(0).toArray())));
    return rows.size() + " rows, hash " + outputs.hashCode();
  }
}
