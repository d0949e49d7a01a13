package io.kindling.spark.data;

import io.kindling.data.DataException;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import io.kindling.spark.worker.BlockFingerprints;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * What the driver knows of data spread over partitions: found out by one job, which also decodes
 * and caches the blocks.
 *
 * @param samples number of all samples
 * @param shape of every sample
 * @param minLabel smallest class
 * @param maxLabel largest class
 * @param targetWidth numbers to be predicted for a sample; 0 when its class is
 * @param partitions number of samples in each partition
 * @param fingerprints of each partition's block
 */
public record DataSummary(
    long samples,
    ImageShape shape,
    int minLabel,
    int maxLabel,
    int targetWidth,
    long[] partitions,
    BlockFingerprints fingerprints) {
  private static final int FIELDS = 10;

  /**
   * @param what how errors call the data
   * @throws DataException when there are no samples, a partition holds several blocks, shapes
   *     differ, or the blocks are not one run of samples after the other
   */
  public static DataSummary of(JavaRDD<SampleBlock> blocks, String what) {
    List<long[]> parts =
        new JobTasks(blocks.context())
            .runDecoding(() -> blocks.mapPartitions(DataSummary::describe, true).collect());
    long samples = 0;
    ImageShape shape = null;
    int min = Integer.MAX_VALUE;
    int max = Integer.MIN_VALUE;
    int targetWidth = 0;
    for (int p = 0; p < parts.size(); p++) {
      long[] part = parts.get(p);
      if (part[0] > 1) {
        throw new DataException(
            what + ": partition " + p + " holds " + part[0] + " blocks, wanted one");
      }
      if (part[1] == 0) {
        continue;
      }
      ImageShape own = new ImageShape((int) part[3], (int) part[4], (int) part[5]);
      if (shape != null && !shape.equals(own)) {
        throw new DataException(
            what + ": partition " + p + " has samples of " + own + ", others of " + shape);
      }
      if (part[2] != samples) {
        throw new DataException(
            what
                + ": the block of partition "
                + p
                + " begins with sample "
                + part[2]
                + ", but the blocks before it hold "
                + samples
                + "; number the samples in the order of the partitions");
      }
      shape = own;
      samples += part[1];
      min = Math.min(min, (int) part[6]);
      max = Math.max(max, (int) part[7]);
      targetWidth = (int) part[8];
    }
    if (shape == null) {
      throw new DataException(what + ": the data set is empty");
    }
    long[] partitions = parts.stream().mapToLong(part -> part[1]).toArray();
    long[] fingerprints = parts.stream().mapToLong(part -> part[9]).toArray();
    return new DataSummary(
        samples,
        shape,
        min,
        max,
        targetWidth,
        partitions,
        new BlockFingerprints(what, fingerprints));
  }

  /**
   * Checks that the blocks are still those that {@code earlier} are the fingerprints of.
   *
   * @throws DataException when they are not
   */
  public void sameAs(long[] earlier) {
    long[] now = fingerprints.blocks();
    var before = new BlockFingerprints(fingerprints.what(), earlier);
    for (int p = 0; p < now.length; p++) {
      before.check(p, now[p]);
    }
  }

  /** Global index of the first sample of each partition, and the number of samples. */
  public long[] firsts() {
    long[] firsts = new long[partitions.length + 1];
    for (int p = 0; p < partitions.length; p++) {
      firsts[p + 1] = firsts[p] + partitions[p];
    }
    return firsts;
  }

  private static Iterator<long[]> describe(Iterator<SampleBlock> blocks) {
    long[] fields = new long[FIELDS];
    while (blocks.hasNext()) {
      SampleBlock block = blocks.next();
      fields[0]++;
      fields[1] = block.size();
      fields[2] = block.firstIndex();
      fields[3] = block.shape().channels();
      fields[4] = block.shape().height();
      fields[5] = block.shape().width();
      fields[6] = Integer.MAX_VALUE;
      fields[7] = Integer.MIN_VALUE;
      fields[8] = block.targetWidth();
      fields[9] = block.fingerprint();
      for (int row = 0; row < block.size(); row++) {
        fields[6] = Math.min(fields[6], block.label(row));
        fields[7] = Math.max(fields[7], block.label(row));
      }
    }
    return Collections.singleton(fields).iterator();
  }
}
