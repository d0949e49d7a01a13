package io.kindling.spark.testing;

import io.kindling.spark.allreduce.transport.GangOptions;
import io.kindling.spark.allreduce.transport.SliceExchange;
import io.kindling.spark.allreduce.transport.TransportGang;
import io.kindling.spark.internals.ScalaCollections;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Gangs of two executor processes. In the first job one worker fails half-way; the second job, in
 * the same executors, sums.
 */
final class LocalClusterGang {
  private static final int LENGTH = 200_001;

  private LocalClusterGang() {}

  /** What came of the second job; the first one's failure is in the log. */
  static String run(JavaSparkContext spark) {
    try {
      return "the first job has not failed: " + run(spark, 3);
    } catch (Exception e) {
      return run(spark, 0).toString();
    }
  }

  private static List<String> run(JavaSparkContext spark, int failAt) {
    return spark
        .parallelize(List.of(1, 2), 2)
        .rdd()
        .barrier()
        .mapPartitions(
            new Work(failAt), false, scala.reflect.ClassTag$.MODULE$.<String>apply(String.class))
        .toJavaRDD()
        .collect();
  }

  /** What each task does. */
  private static final class Work
      extends scala.runtime.AbstractFunction1<
          scala.collection.Iterator<Integer>, scala.collection.Iterator<String>>
      implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    private final int failAt;

    Work(int failAt) {
      this.failAt = failAt;
    }

    @Override
    public scala.collection.Iterator<String> apply(scala.collection.Iterator<Integer> none) {
      return ScalaCollections.asScala(run());
    }

    private Iterator<String> run() {
      BarrierTaskContext task = BarrierTaskContext.get();
      SliceExchange exchange = TransportGang.join(task, GangOptions.defaults());
      float[] values = new float[LENGTH];
      for (int step = 1; step <= 5; step++) {
        if (task.partitionId() == 1 && step == failAt) {
          throw new IllegalStateException("this worker fails");
        }
        for (int i = 0; i < LENGTH; i++) {
          values[i] = (exchange.rank() + 1) * step + i;
        }
        exchange.allReduce(values, 0, LENGTH);
      }
      double[] sums = exchange.allReduce(values[0], values[LENGTH - 1]);
      String said =
          String.format(
              "rank %d of %d sums %.0f %.0f", exchange.rank(), exchange.size(), sums[0], sums[1]);
      return Collections.singleton(said).iterator();
    }
  }
}
