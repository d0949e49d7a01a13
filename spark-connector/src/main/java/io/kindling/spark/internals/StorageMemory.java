package io.kindling.spark.internals;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import scala.Tuple2;

/**
 * Memory that executors have for cached blocks: Spark's share of the heap, {@code
 * spark.memory.fraction} of what is left after 300 MB.
 *
 * @param executors how many there are; 0 where none has come yet, and the rest is what one will
 *     have by the settings
 * @param most bytes that the smallest executor has
 * @param free bytes that nobody has taken yet, where the fewest are
 */
public record StorageMemory(int executors, long most, long free) {
  private static final long RESERVED = 300L << 20;
  private static final String FRACTION = "spark.memory.fraction";

  /** As it is now. */
  public static StorageMemory of(SparkContext spark) {
    String driver = SparkEnv.get().blockManager().blockManagerId().hostPort();
    int executors = 0;
    long most = Long.MAX_VALUE;
    long free = Long.MAX_VALUE;
    for (Tuple2<String, Tuple2<Object, Object>> each :
        ScalaCollections.asJava(spark.getExecutorMemoryStatus())) {
      if (spark.isLocal() || !each._1().equals(driver)) {
        executors++;
        most = Math.min(most, (Long) each._2()._1());
        free = Math.min(free, (Long) each._2()._2());
      }
    }
    long planned = executors > 0 ? 0 : planned(spark.getConf());
    return executors > 0
        ? new StorageMemory(executors, most, free)
        : new StorageMemory(0, planned, planned);
  }

  private static long planned(SparkConf conf) {
    long heap = conf.getSizeAsBytes("spark.executor.memory", "1g");
    return Math.max(0, (long) ((heap - RESERVED) * fraction(conf)));
  }

  /** The smallest executor's heap. */
  public long heap(SparkConf conf) {
    return heapFor(conf, most);
  }

  /** The heap with which an executor has so much for cached blocks. */
  public static long heapFor(SparkConf conf, long storage) {
    return RESERVED + (long) (storage / fraction(conf));
  }

  private static double fraction(SparkConf conf) {
    return conf.getDouble(FRACTION, 0.6);
  }
}
