package io.kindling.spark.testing;

import java.util.function.Predicate;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockId;
import scala.runtime.AbstractFunction1;

/** What Spark holds: blocks by their kind. */
public final class HeldBlocks {
  private HeldBlocks() {}

  /** How many blocks of a kind there are on driver and executors. */
  public static long count(Predicate<BlockId> kind) {
    return SparkEnv.get()
        .blockManager()
        .master()
        .getMatchingBlockIds(
            new AbstractFunction1<BlockId, Object>() {
              @Override
              public Object apply(BlockId id) {
                return kind.test(id);
              }
            },
            true)
        .size();
  }

  /** Blocks of broadcasts in this JVM, once they are at most {@code wanted} or no longer fall. */
  public static long settledBroadcasts(long wanted) throws InterruptedException {
    long count = Long.MAX_VALUE;
    for (int i = 0; i < 20 && count > wanted; i++) {
      System.gc(); // Spark frees what belongs to its own jobs when their RDDs are collected
      Thread.sleep(100);
      count = SparkEnv.get().blockManager().getMatchingBlockIds(id -> id.isBroadcast()).size();
    }
    return count;
  }
}
