package io.kindling.spark.data;

import io.kindling.data.DataException;
import io.kindling.data.FileSampleBlock;
import io.kindling.data.SampleBlock;
import io.kindling.data.TargetSampleBlock;
import io.kindling.spark.data.RowReader.Layout;
import io.kindling.spark.worker.BlockFingerprints;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import scala.Tuple2;

/** Decodes a partition's samples into its block, in the heap or in a file. */
final class BlockAssembly implements Serializable {
  private static final long serialVersionUID = 1L;

  private final RowReader reader;
  private final Layout layout;
  private final boolean inFiles;

  BlockAssembly(RowReader reader, Layout layout, boolean inFiles) {
    this.reader = reader;
    this.layout = layout;
    this.inFiles = inFiles;
  }

  /**
   * The one block of a partition.
   *
   * @param samples in order
   * @param first global index of the first of them
   * @param count how many there must be
   * @throws DataException when there are others, or one cannot be decoded
   */
  Iterator<SampleBlock> assemble(
      Iterator<Tuple2<Long, RawSample>> samples, long first, long count) {
    if (inFiles && count > 0) {
      return Collections.<SampleBlock>singleton(inFile(samples, first, count)).iterator();
    }
    // The builders refuse what does not fit; a count beyond an int certainly does not.
    int expected = (int) Math.min(count, Integer.MAX_VALUE);
    SampleBlock block = piece(samples, first, expected, Integer.MAX_VALUE);
    checkCount(block.size(), count);
    block.fingerprint(); // now, so that a block on disk has it too
    return Collections.singleton(block).iterator();
  }

  private SampleBlock inFile(Iterator<Tuple2<Long, RawSample>> samples, long first, long count) {
    long bytes = CacheChoice.Need.of(count, 1, reader.features().real(), layout).sampleBytes();
    int rows = FileBlocks.rowsOfPiece(bytes, count);
    try (FileSampleBlock.Writer writer = FileBlocks.writer(count * bytes)) {
      while (samples.hasNext()) {
        writer.append(piece(samples, first + writer.size(), rows, rows));
      }
      checkCount(writer.size(), count);
      return writer.build();
    }
  }

  private SampleBlock piece(
      Iterator<Tuple2<Long, RawSample>> samples, long first, int expected, int most) {
    var targets = new TargetSampleBlock.Builder(layout.targetWidth(), layout.weighted(), expected);
    var collector = new SampleCollector(reader.features(), layout.form(), expected, first);
    for (int row = 0; row < most && samples.hasNext(); row++) {
      Tuple2<Long, RawSample> pair = samples.next();
      collector.add(pair._2(), pair._1());
      pair._2().addTo(targets);
    }
    return targets.build(collector.build());
  }

  private static void checkCount(long found, long count) {
    if (found != count) {
      throw new DataException(
          "data: got "
              + found
              + " of "
              + count
              + " rows: the data set changed while it was read. "
              + BlockFingerprints.CURE);
    }
  }
}
