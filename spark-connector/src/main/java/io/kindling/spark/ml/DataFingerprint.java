package io.kindling.spark.ml;

import io.kindling.data.Normalization;
import io.kindling.data.SampleBlock;
import java.util.Arrays;
import org.apache.spark.api.java.JavaRDD;

/** A number that two data sets share when they hold the same samples in the same order. */
final class DataFingerprint {
  private DataFingerprint() {}

  /** The fingerprint; it does not depend on how the samples are spread over partitions. */
  static long of(JavaRDD<SampleBlock> blocks) {
    return blocks.map(DataFingerprint::of).fold(0L, Long::sum);
  }

  private static long of(SampleBlock block) {
    float[] values = new float[block.shape().size() + block.targetWidth()];
    long sum = 0;
    for (int row = 0; row < block.size(); row++) {
      block.write(row, Normalization.NONE, values, 0);
      block.target(row, values, block.shape().size());
      long hash = mixed(block.firstIndex() + row);
      hash = mixed(hash ^ Arrays.hashCode(values));
      hash = mixed(hash ^ block.label(row));
      sum += mixed(hash ^ Float.floatToIntBits(block.weight(row)));
    }
    return sum;
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mixed(long z) {
    long a = (z + 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
