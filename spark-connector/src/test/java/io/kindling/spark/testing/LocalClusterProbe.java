package io.kindling.spark.testing;

import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;

/** Who the executor processes are, and whether they have the Vector API. */
public final class LocalClusterProbe implements SharedCluster.Work {
  @Override
  public String run(SparkSession spark, String... args) {
    return new TreeSet<>(
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(List.of(1, 2), 2)
                .mapPartitions(new WhoAmI())
                .collect())
        .toString();
  }

  private static final class WhoAmI implements FlatMapFunction<Iterator<Integer>, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<String> call(Iterator<Integer> rows) {
      boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
      String executor = SparkEnv.get().executorId();
      return List.of("executor " + executor + (vectors ? " with" : " without") + " vectors")
          .iterator();
    }
  }
}
