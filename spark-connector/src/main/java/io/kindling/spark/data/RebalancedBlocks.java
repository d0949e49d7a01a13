package io.kindling.spark.data;

import io.kindling.data.DataException;
import io.kindling.data.EpochSampler;
import io.kindling.data.FileSampleBlock;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleBlocks;
import io.kindling.spark.internals.ShuffleFiles;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
   * @param inFiles whether they are in files, as these shall be then
   */
  public static RebalancedBlocks of(
      JavaRDD<SampleBlock> blocks,
      long[] firsts,
      EpochSampler sampler,
      boolean instead,
      boolean inFiles) {
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
    JavaPairRDD<Long, SampleBlock> pieces =
        blocks
            .flatMapToPair(block -> pieces(block, places))
            .repartitionAndSortWithinPartitions(new PlacesPartitioner(places));
    StorageLevel level = blocks.getStorageLevel();
    if (instead) {
      pieces.foreachPartition(it -> {}); // now they are in the shuffle's files
      blocks.unpersist(true);
    }
    JavaRDD<SampleBlock> divided =
        pieces.mapPartitionsWithIndex(
            (p, it) -> joined(it, places[p + 1] - places[p], inFiles), true);
    FileBlocks.persist(divided.setName("Kindling samples, divided anew"), inFiles);
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

  /** The block in small pieces, each for one worker and with the index of its first sample. */
  private static Iterator<Tuple2<Long, SampleBlock>> pieces(SampleBlock block, long[] places) {
    long first = block.firstIndex();
    int rows = FileBlocks.rowsOfPiece(block.bytes() / Math.max(1, block.size()), Integer.MAX_VALUE);
    return new Iterator<>() {
      private int row;

      @Override
      public boolean hasNext() {
        return row < block.size();
      }

      @Override
      public Tuple2<Long, SampleBlock> next() {
        int from = row;
        long end = Math.min(block.size(), (long) from + rows);
        for (long place : places) {
          if (place > first + from) {
            end = Math.min(end, place - first);
          }
        }
        row = (int) end;
        return new Tuple2<>(first + from, SampleBlocks.slice(block, from, row));
      }
    };
  }

  private static Iterator<SampleBlock> joined(
      Iterator<Tuple2<Long, SampleBlock>> pieces, long wanted, boolean inFiles) {
    if (!pieces.hasNext()) {
      return List.<SampleBlock>of().iterator();
    }
    SampleBlock joined = inFiles ? inFile(pieces, wanted) : inMemory(pieces);
    if (joined.size() != wanted) {
      throw new DataException("training data: got " + joined.size() + " of " + wanted + " samples");
    }
    joined.fingerprint(); // now, so that a block on disk has it too
    return List.of(joined).iterator();
  }

  private static SampleBlock inMemory(Iterator<Tuple2<Long, SampleBlock>> pieces) {
    List<SampleBlock> blocks = new ArrayList<>();
    pieces.forEachRemaining(piece -> blocks.add(piece._2()));
    return SampleBlocks.join(blocks);
  }

  private static SampleBlock inFile(Iterator<Tuple2<Long, SampleBlock>> pieces, long wanted) {
    SampleBlock first = pieces.next()._2();
    long bytes = first.bytes() / first.size() * wanted;
    try (FileSampleBlock.Writer writer = FileBlocks.writer(bytes)) {
      writer.append(first);
      pieces.forEachRemaining(piece -> writer.append(piece._2()));
      return writer.build();
    }
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
