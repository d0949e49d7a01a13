package io.kindling.spark.testing;

import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Starts two executor processes and prints who they are and whether they have the Vector API. */
public final class LocalClusterProbe {

  private LocalClusterProbe() {}

  public static void main(String[] args) {
    SparkConf conf =
        TestConf.cluster("local-cluster probe", "local-cluster[2,1,1024]")
            // An executor that cannot start ends the job soon, not never.
            .set("spark.deploy.maxExecutorRetries", "2");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      List<String> seen = spark.parallelize(List.of(1, 2), 2).mapPartitions(new WhoAmI()).collect();
      System.out.println(new TreeSet<>(seen));
    }
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
