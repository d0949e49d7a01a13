package io.kindling.spark.testing;

import io.kindling.spark.internals.ScalaCollections;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BroadcastBlockId;
import org.apache.spark.storage.RDDBlockId;
import scala.runtime.AbstractFunction1;

/**
 * What Spark holds at some time: persistent RDDs, broadcasts and shuffles, by their ids. No id is
 * given twice, so a test can ask what has come since, whatever earlier tests have left behind and
 * is removed meanwhile.
 */
public final class HeldBlocks {
  private static final int MOST_ROUNDS = 300;
  private static final long ROUND_MILLIS = 100;

  private final Set<String> held;

  private HeldBlocks(Set<String> held) {
    this.held = held;
  }

  /** What is held now. */
  public static HeldBlocks now() {
    Set<String> held = new TreeSet<>();
    JavaSparkContext.fromSparkContext(SparkContext.getOrCreate())
        .getPersistentRDDs()
        .keySet()
        .forEach(id -> held.add("RDD " + id));
    matching(id -> name(id) != null).forEach(id -> held.add(name(id)));
    return new HeldBlocks(held);
  }

  private static String name(BlockId block) {
    if (block instanceof RDDBlockId rdd) {
      return "RDD " + rdd.rddId();
    }
    if (block instanceof BroadcastBlockId broadcast) {
      return "broadcast " + broadcast.broadcastId();
    }
    return block.isShuffle() ? block.name().replaceFirst("(shuffle_\\d+)_.*", "$1") : null;
  }

  /** What is held now and was not then, as {@code RDD 7}. */
  public Set<String> newer() {
    Set<String> newer = now().held;
    newer.removeAll(held);
    return newer;
  }

  /**
   * Waits until nothing is held that was not then: removal is asynchronous, and what belongs to
   * Spark's own jobs is removed when their RDDs are collected.
   *
   * @throws AssertionError when something stays
   */
  public void awaitNothingNewer() throws InterruptedException {
    Set<String> newer = newer();
    for (int i = 0; i < MOST_ROUNDS && !newer.isEmpty(); i++) {
      System.gc();
      Thread.sleep(ROUND_MILLIS);
      newer = newer();
    }
    if (!newer.isEmpty()) {
      throw new AssertionError("still held: " + newer);
    }
  }

  /** How many blocks of an RDD are cached. */
  public static int of(JavaRDD<?> rdd) {
    return ofRdd(rdd.id());
  }

  /** How many blocks of the RDD with that id are cached. */
  public static int ofRdd(int rdd) {
    return matching(id -> id instanceof RDDBlockId block && block.rddId() == rdd).size();
  }

  private static Set<BlockId> matching(Predicate<BlockId> kind) {
    return new HashSet<>(
        ScalaCollections.asJava(
            SparkEnv.get()
                .blockManager()
                .master()
                .getMatchingBlockIds(
                    new AbstractFunction1<BlockId, Object>() {
                      @Override
                      public Object apply(BlockId id) {
                        return kind.test(id);
                      }
                    },
                    true)));
  }
}
