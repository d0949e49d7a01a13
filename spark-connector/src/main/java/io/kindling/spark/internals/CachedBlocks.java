package io.kindling.spark.internals;

import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.storage.BlockManagerMaster;
import org.apache.spark.storage.RDDBlockId;

/** Where the cached blocks of an RDD are, as the driver knows it. */
public final class CachedBlocks {
  private final BlockManagerMaster master = SparkEnv.get().blockManager().master();
  private final RDD<?> rdd;

  /** The blocks of this RDD. */
  public CachedBlocks(RDD<?> rdd) {
    this.rdd = rdd;
  }

  /** Ids of the executors that hold a partition; none if it is not cached. */
  public List<String> holders(int partition) {
    return ScalaCollections.asJava(master.getLocations(block(partition))).stream()
        .map(BlockManagerId::executorId)
        .toList();
  }

  /** Has a partition's block removed wherever it is; this happens some time later. */
  public void remove(int partition) {
    master.removeBlock(block(partition));
  }

  private BlockId block(int partition) {
    return new RDDBlockId(rdd.id(), partition);
  }
}
