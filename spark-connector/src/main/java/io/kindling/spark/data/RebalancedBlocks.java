package io.kindling.spark.data;

import io.kindling.data.DataException;
import io.kindling.data.EpochSampler;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleBlocks;
import io.kindling.spark.internals.ShuffleFiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Blocks divided anew where a worker would have a single sample of some batch, which the model
 * cannot train on: the places where the data are cut are moved by a few samples, so that each
 * worker has none or at least two of every batch. The batches stay as they are.
 *
 * <p>The data are not held twice: the blocks that were given leave Spark's cache while these are in
 * it, where they can be decoded again and nobody else needs them in this run. They come back to it
 * when they are next used.
 */
public final class RebalancedBlocks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RebalancedBlocks.class);

  private final JavaRDD<SampleBlock> given;
  private final StorageLevel level;
  private final JavaRDD<SampleBlock> blocks;
  private final int shuffle;

  private RebalancedBlocks(
      JavaRDD<SampleBlock> given, StorageLevel level, JavaRDD<SampleBlock> blocks, int shuffle) {
    this.given = given;
    this.level = level;
    this.blocks = blocks;
    this.shuffle = shuffle;
  }

  /** The blocks as they are. */
  public static RebalancedBlocks asTheyAre(JavaRDD<SampleBlock> blocks) {
    return new RebalancedBlocks(blocks, blocks.getStorageLevel(), blocks, -1);
  }

  /**
   * The blocks so that no worker has a single sample of a batch; as they are where that is so
   * already.
   *
   * @param firsts global index of each block's first sample, and the number of samples
   * @param instead whether the blocks given may leave the cache meanwhile
   */
  public static RebalancedBlocks of(
      JavaRDD<SampleBlock> blocks, long[] firsts, EpochSampler sampler, boolean instead) {
    int workers = firsts.length - 1;
    boolean single = false;
    for (int p = 0; p < workers && !single; p++) {
      single = sampler.mayHaveOne(firsts[p], firsts[p + 1] - firsts[p]);
    }
    if (!single) {
      return asTheyAre(blocks);
    }
    long[] places = new long[workers + 1];
    for (int p = 0; p <= workers; p++) {
      places[p] = sampler.cut(firsts[p]);
    }
    LOG.info(
        "a worker would have a single sample of a batch, which the model cannot train on; {} blocks"
            + " are divided anew, moved by at most {} samples",
        workers,
        most(firsts, places));
    JavaPairRDD<Integer, SampleBlock> pieces =
        blocks
            .flatMapToPair(block -> pieces(block, places))
            .partitionBy(new HashPartitioner(workers));
    StorageLevel level = blocks.getStorageLevel();
    if (instead) {
      pieces.foreachPartition(it -> {}); // now they are in the shuffle's files
      blocks.unpersist(true);
    }
    JavaRDD<SampleBlock> divided =
        pieces.mapPartitionsWithIndex((p, it) -> joined(it, places[p + 1] - places[p]), true);
    divided.setName("Kindling samples, divided anew").persist(StorageLevel.MEMORY_AND_DISK());
    var dependency = (ShuffleDependency<?, ?, ?>) pieces.rdd().dependencies().head();
    return new RebalancedBlocks(blocks, level, divided, dependency.shuffleId());
  }

  private static long most(long[] firsts, long[] places) {
    long most = 0;
    for (int p = 0; p < firsts.length; p++) {
      most = Math.max(most, Math.abs(firsts[p] - places[p]));
    }
    return most;
  }

  private static Iterator<Tuple2<Integer, SampleBlock>> pieces(SampleBlock block, long[] places) {
    List<Tuple2<Integer, SampleBlock>> pieces = new ArrayList<>();
    long first = block.firstIndex();
    long end = first + block.size();
    for (int p = 0; p < places.length - 1; p++) {
      long from = Math.max(first, places[p]);
      long to = Math.min(end, places[p + 1]);
      if (from < to) {
        SampleBlock piece = SampleBlocks.slice(block, (int) (from - first), (int) (to - first));
        pieces.add(new Tuple2<>(p, piece));
      }
    }
    return pieces.iterator();
  }

  private static Iterator<SampleBlock> joined(
      Iterator<Tuple2<Integer, SampleBlock>> pieces, long wanted) {
    List<SampleBlock> blocks = new ArrayList<>();
    pieces.forEachRemaining(piece -> blocks.add(piece._2()));
    if (blocks.isEmpty()) {
      return List.<SampleBlock>of().iterator();
    }
    blocks.sort(Comparator.comparingLong(SampleBlock::firstIndex));
    SampleBlock joined = SampleBlocks.join(blocks);
    if (joined.size() != wanted) {
      throw new DataException("training data: got " + joined.size() + " of " + wanted + " samples");
    }
    joined.fingerprint(); // now, so that a block on disk has it too
    return List.of(joined).iterator();
  }

  public JavaRDD<SampleBlock> blocks() {
    return blocks;
  }

  /** Whether they are others than those given. */
  public boolean isRebalanced() {
    return blocks != given;
  }

  @Override
  public void close() {
    if (!isRebalanced() || blocks.context().isStopped()) {
      return;
    }
    blocks.unpersist(false);
    ShuffleFiles.remove(blocks.context(), shuffle);
    if (!given.getStorageLevel().equals(level)) {
      given.persist(level);
    }
  }
}
