package io.kindling.spark.testing;

import io.kindling.data.ImageShape;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.Sequential;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingFailedException;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.internals.ScalaCollections;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * A fit whose workers have too little memory; the outcome is whether their processes have outlived
 * it, and what is said. Argument: the strategy.
 */
public final class FitsWithoutMemory implements SharedCluster.Work {
  @Override
  public String run(SparkSession session, String... args) {
    var spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    var before = executors(spark);
    try {
      DistributedTrainer.builder()
          .model(new Sequential(new Flatten(), new Greedy(), new Linear(64, 10)))
          .trainingData(FormulaData.spread(spark, new ImageShape(1, 8, 8), 40, 2))
          .batchSize(20)
          .allReduce(AllReduce.named(args[0]))
          .build()
          .fit();
      throw new AssertionError("the fit has not failed");
    } catch (TrainingFailedException e) {
      return before.equals(executors(spark)) + " " + e.getMessage();
    }
  }

  private static TreeSet<String> executors(JavaSparkContext spark) {
    return new TreeSet<>(ScalaCollections.asJava(spark.sc().getExecutorMemoryStatus().keySet()));
  }
}
