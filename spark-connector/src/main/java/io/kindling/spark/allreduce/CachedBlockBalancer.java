package io.kindling.spark.allreduce;

import io.kindling.spark.internals.CachedBlocks;
import io.kindling.spark.internals.Executors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cached blocks of which an executor holds more than it has task slots, as when the others came
 * late or were lost. A barrier stage would wait for {@code spark.locality.wait}, twice, each time
 * before it takes the slots of others, and other stages would leave those idle; a block that is
 * given up is made again where a slot is free, and stays there.
 */
final class CachedBlockBalancer {
  private static final Logger LOG = LoggerFactory.getLogger(CachedBlockBalancer.class);
  private static final int MOST_POLLS = 100;
  private static final long POLL_MILLIS = 50;

  private CachedBlockBalancer() {}

  /** Gives up the crowded blocks of an RDD, if there are slots for all its partitions. */
  static void giveUp(SparkContext spark, RDD<?> rdd) {
    if (spark.isLocal()) {
      return; // There is one executor.
    }
    try {
      move(spark, rdd);
    } catch (LinkageError e) {
      LOG.warn("cannot see which blocks are cached where tasks have no slot: {}", e.toString());
    }
  }

  private static void move(SparkContext spark, RDD<?> rdd) {
    CachedBlocks blocks = new CachedBlocks(rdd);
    int partitions = rdd.getNumPartitions();
    List<List<String>> holders = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      holders.add(blocks.holders(i));
    }
    Map<String, Integer> slots = Executors.slotsOfEach(spark);
    if (slots.values().stream().mapToInt(Integer::intValue).sum() < partitions) {
      return;
    }
    List<Integer> crowded = choose(holders, slots);
    crowded.forEach(blocks::remove);
    for (int i : crowded) {
      LOG.info("partition {} is cached where all slots are taken; it is moved", i);
      for (int poll = 0; poll < MOST_POLLS && !blocks.holders(i).isEmpty(); poll++) {
        GangSession.sleep(POLL_MILLIS); // Removal is asynchronous.
      }
    }
  }

  /**
   * The partitions that have no slot where they are cached.
   *
   * @param holders for each partition, the executors that hold it
   * @param slots of each executor; one that is not named has enough
   */
  static List<Integer> choose(List<List<String>> holders, Map<String, Integer> slots) {
    Map<String, Integer> free = new HashMap<>(slots);
    List<Integer> crowded = new ArrayList<>();
    for (int i = 0; i < holders.size(); i++) {
      boolean seated = holders.get(i).isEmpty();
      for (String executor : holders.get(i)) {
        if (!seated && free.getOrDefault(executor, Integer.MAX_VALUE) > 0) {
          free.computeIfPresent(executor, (name, left) -> left - 1);
          seated = true;
        }
      }
      if (!seated) {
        crowded.add(i);
      }
    }
    return crowded;
  }
}
