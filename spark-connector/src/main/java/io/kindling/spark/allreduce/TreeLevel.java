package io.kindling.spark.allreduce;

import io.kindling.spark.worker.Contribution;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/** One level of addition on executors: each task adds an aligned group of neighbours. */
final class TreeLevel {
  private TreeLevel() {}

  /**
   * The sums of the groups {@code [k * width, (k + 1) * width)} of one-element partitions.
   *
   * @param width a power of two, so that the groups are those of {@link PairwiseSum}
   */
  static JavaRDD<Contribution> sum(JavaRDD<Contribution> parts, int width) {
    int count = parts.getNumPartitions();
    return parts
        .mapPartitionsWithIndex(
            (index, it) -> Collections.singleton(new Tuple2<>((int) index, it.next())).iterator(),
            true)
        .mapPartitionsToPair(
            (PairFlatMapFunction<Iterator<Tuple2<Integer, Contribution>>, Integer, Contribution>)
                it -> it)
        .partitionBy(new Neighbours(count, width))
        .mapPartitions(new Sum(count, width));
  }

  /** Partition i goes to group i / width. */
  private static final class Neighbours extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int count;
    private final int width;

    Neighbours(int count, int width) {
      this.count = count;
      this.width = width;
    }

    @Override
    public int numPartitions() {
      return (count + width - 1) / width;
    }

    @Override
    public int getPartition(Object key) {
      return (Integer) key / width;
    }
  }

  private record Sum(int count, int width)
      implements FlatMapFunction<Iterator<Tuple2<Integer, Contribution>>, Contribution> {
    @Override
    public Iterator<Contribution> call(Iterator<Tuple2<Integer, Contribution>> parts) {
      PairwiseSum<Contribution> sum = null;
      int first = 0;
      while (parts.hasNext()) {
        Tuple2<Integer, Contribution> part = parts.next();
        if (sum == null) {
          first = part._1() / width * width;
          sum = new PairwiseSum<>(Math.min(width, count - first), Contribution::plus);
        }
        sum.add(part._1() - first, part._2());
      }
      return Collections.singleton(sum.result()).iterator();
    }
  }
}
