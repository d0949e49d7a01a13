package io.kindling.spark.data;

import io.kindling.data.DataException;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import io.kindling.spark.data.RowReader.Layout;
import io.kindling.spark.internals.ShuffleFiles;
import io.kindling.spark.internals.StorageMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * A data set spread over P partitions, decoded once to one {@link SampleBlock} each and cached
 * through Spark, in memory or in files of the executors ({@link SampleSpec#cache}).
 *
 * <p>Samples have a global index that does not depend on P, and partition p holds a contiguous
 * range of it, so the same global batches can be drawn for every P. Each block knows the index of
 * its first sample. A lost block is decoded again from the shuffle's files or from the source, and
 * must then hold what it did: training ends when it does not.
 *
 * <p>Close it to give memory and files back. Used from the driver only.
 */
public final class DistributedSamples implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DistributedSamples.class);

  private final JavaRDD<SampleBlock> blocks;
  private final int shuffle;
  private final ContiguousPartitioner spread;
  private final ImageShape shape;
  private final int classes;
  private final boolean real;
  private final boolean sparse;
  private final long bytes;
  private final long[] fingerprints;
  private final IndexedRows rows;
  private final CacheChoice cache;

  private DistributedSamples(
      JavaRDD<SampleBlock> blocks,
      int shuffle,
      ContiguousPartitioner spread,
      IndexedRows rows,
      ImageShape shape,
      int classes,
      boolean real,
      boolean sparse,
      long bytes,
      long[] fingerprints,
      CacheChoice cache) {
    this.blocks = blocks;
    this.shuffle = shuffle;
    this.spread = spread;
    this.rows = rows;
    this.shape = shape;
    this.classes = classes;
    this.real = real;
    this.sparse = sparse;
    this.bytes = bytes;
    this.fingerprints = fingerprints;
    this.cache = cache;
  }

  /**
   * Loads any DataFrame; samples are numbered in the order of its partitions.
   *
   * <p>The DataFrame must give the same rows in the same order each time it is computed, for it is
   * computed anew when executors are lost. What comes out of a shuffle, such as {@code
   * repartition}, a join or an aggregation, does not, nor when it is cached: the cache is lost with
   * the executors. Write it to a file once and read that, {@code checkpoint()} it, or sort it by a
   * unique key within partitions. Where Spark does not promise the order a warning says so.
   *
   * @param rows the table
   * @param partitions number of blocks, at least 1; some stay empty when there are fewer rows
   * @throws DataException when the schema is not accepted, a row is not valid, or there are no rows
   */
  public static DistributedSamples fromRows(Dataset<Row> rows, SampleSpec spec, int partitions) {
    return DataFailures.rethrow(
        () -> {
          RowReader found = RowReader.discover(rows.schema(), spec, "data");
          List<Row> first = first(rows, found, spec, "data");
          Layout layout = found.layout(first.get(0), 0, spec);
          RowReader reader = found.sparse(sparse(first, found, layout, spec));
          IndexedRows indexed =
              IndexedRows.inRowOrder(rows, "data", check(reader, layout, spec), reader.columns());
          indexed.skipped().tell(LOG, "data", indexed.size());
          return load(indexed, reader, layout, spec.cache(), partitions);
        });
  }

  /**
   * Loads Parquet files; samples are numbered by file name, then by row, whatever the cluster.
   *
   * @param path a Parquet file or directory on any Hadoop file system
   * @param partitions number of blocks, at least 1; some stay empty when there are fewer rows
   * @throws DataException when the path cannot be read, the schema is not accepted, a row is not
   *     valid, or there are no rows
   */
  public static DistributedSamples fromParquet(
      SparkSession spark, String path, SampleSpec spec, int partitions) {
    return fromParquet(spark, List.of(path), spec, partitions, Part.ALL);
  }

  /** Which rows of a Parquet data set are wanted. */
  enum Part {
    ALL,
    TRAIN,
    TEST
  }

  static DistributedSamples fromParquet(
      SparkSession spark, List<String> paths, SampleSpec spec, int partitions, Part part) {
    String path = String.join(", ", paths);
    return DataFailures.rethrow(
        () -> {
          Dataset<Row> files = ParquetFiles.open(spark, paths);
          RowReader found = RowReader.discover(files.schema(), spec, path);
          List<Row> first = first(files, found, spec, path);
          Layout layout = found.layout(first.get(0), 0, spec);
          RowReader reader = found.sparse(sparse(first, found, layout, spec));
          IndexedRows rows = IndexedRows.inFileOrder(files, reader.columns());
          if (spec.skipInvalid()) {
            rows = rows.valid(check(reader, layout, spec));
            rows.skipped().tell(LOG, path, rows.size());
          }
          if (part != Part.ALL && rows.size() > 0) {
            if (rows.size() < 2) {
              throw new DataException(path + ": one row cannot be split into training and test");
            }
            rows = rows.part(IndexedRows.HoldOut.oneInTen(rows.size()), part == Part.TEST);
          }
          return load(rows, reader, layout, spec.cache(), partitions);
        });
  }

  /** The first rows, one at least, that can be used. */
  private static List<Row> first(
      Dataset<Row> rows, RowReader reader, SampleSpec spec, String what) {
    Dataset<Row> columns = rows.select(reader.columns());
    int most = reader.features() instanceof VectorColumn ? SparseChoice.ROWS : 1;
    FilterFunction<Row> tells = row -> reader.problem(row, 0, spec).isEmpty();
    List<Row> first = (spec.skipInvalid() ? columns.filter(tells) : columns).takeAsList(most);
    if (first.isEmpty()) {
      throw new DataException(what + without(columns, reader, spec));
    }
    return first;
  }

  private static boolean sparse(List<Row> first, RowReader reader, Layout layout, SampleSpec spec) {
    return reader.features() instanceof VectorColumn column
        && SparseChoice.of(column, layout.form(), spec, first);
  }

  /** Why there is no row to begin with. */
  private static String without(Dataset<Row> columns, RowReader reader, SampleSpec spec) {
    List<Row> bad = spec.skipInvalid() ? columns.takeAsList(SkippedRows.MOST_REASONS) : List.of();
    if (bad.isEmpty()) {
      return ": the data set is empty";
    }
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < bad.size(); i++) {
      reader.problem(bad.get(i), i, spec).ifPresent(reasons::add);
    }
    return ": there is no valid row: all were skipped; the first: " + String.join("; ", reasons);
  }

  private static IndexedRows.Check check(RowReader reader, Layout layout, SampleSpec spec) {
    return spec.skipInvalid()
        ? (row, index) -> reader.problem(row, index, layout)
        : IndexedRows.Check.none();
  }

  private static CacheChoice choose(
      IndexedRows rows, RowReader reader, Layout layout, SampleCache cache, int partitions) {
    if (reader.features().sparse()) {
      return CacheChoice.ofSparse(cache, rows.size());
    }
    var need = CacheChoice.Need.of(rows.size(), partitions, reader.features().real(), layout);
    SparkContext spark = rows.rows().context();
    var choice = CacheChoice.of(cache, need, StorageMemory.of(spark), spark.getConf());
    if (choice.scarce()) {
      LOG.warn("{}", choice.words());
    } else {
      LOG.info("{}", choice.words());
    }
    return choice;
  }

  private static DistributedSamples load(
      IndexedRows rows, RowReader reader, Layout layout, SampleCache cache, int partitions) {
    if (partitions < 1) {
      throw new DataException("data: got " + partitions + " partitions, wanted at least 1");
    }
    var spread = new ContiguousPartitioner(rows.size(), partitions);
    JavaPairRDD<Long, RawSample> shuffled =
        rows.rows()
            .mapToPair(pair -> new Tuple2<>(pair._1(), reader.read(pair._2(), pair._1(), layout)))
            .repartitionAndSortWithinPartitions(spread);
    CacheChoice choice = choose(rows, reader, layout, cache, partitions);
    var assembly = new BlockAssembly(reader, layout, choice.inFiles());
    JavaRDD<SampleBlock> blocks =
        shuffled.mapPartitionsWithIndex(
            (p, it) -> assembly.assemble(it, spread.first(p), spread.count(p)), true);
    FileBlocks.persist(blocks.setName("Kindling samples"), choice.inFiles());
    try {
      List<long[]> found =
          new JobTasks(blocks.context())
              .runDecoding(
                  () ->
                      blocks
                          .map(block -> new long[] {block.bytes(), block.fingerprint()})
                          .collect());
      return new DistributedSamples(
          blocks,
          shuffleId(shuffled),
          spread,
          rows,
          layout.form().shape(),
          reader.label().classes(),
          reader.features().real(),
          reader.features().sparse(),
          found.stream().mapToLong(each -> each[0]).sum(),
          found.stream().mapToLong(each -> each[1]).toArray(),
          choice);
    } catch (Throwable e) {
      if (!blocks.context().isStopped()) {
        blocks.unpersist(false);
      }
      throw e;
    }
  }

  /** One cached block per partition, in partition order. */
  public JavaRDD<SampleBlock> blocks() {
    return blocks;
  }

  /** Number of samples. */
  public long size() {
    return rows.size();
  }

  /** The rows that are not valid and were left out; none unless the spec says to skip them. */
  public SkippedRows skipped() {
    return rows.skipped();
  }

  /** The fingerprint that each block had when it was decoded first. */
  public long[] fingerprints() {
    return fingerprints.clone();
  }

  /** Number of partitions, P. */
  public int partitions() {
    return spread.numPartitions();
  }

  /** Global index of the first sample of partition {@code p}. */
  public long first(int p) {
    return spread.first(p);
  }

  /** Samples of partition {@code p}; may be 0. */
  public int count(int p) {
    return (int) spread.count(p);
  }

  /** Shape of every sample as it is kept, (C, H, W). */
  public ImageShape shape() {
    return shape;
  }

  /** Number of classes; 0 when real numbers are to be predicted. */
  public int classes() {
    return classes;
  }

  /** How the rows came and how they are spread, in words for a log. */
  public String spread() {
    long size = rows.size();
    long[] sources = rows.sources();
    StringBuilder text = new StringBuilder().append(size).append(" rows");
    if (sources.length > 0) {
      long least = Arrays.stream(sources).min().orElse(0);
      long most = Arrays.stream(sources).max().orElse(0);
      text.append(" in ").append(counted(sources.length, "partition"));
      if (sources.length > 1) {
        text.append(" of ").append(least).append(" to ").append(most);
      }
    }
    text.append(", spread evenly over ").append(counted(partitions(), "worker"));
    if (size < partitions()) {
      text.append(", of which ").append(partitions() - size).append(" have nothing to do");
    }
    return text.toString();
  }

  private static String counted(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  /** Whether samples are real numbers, which are not divided by 255, and not bytes. */
  public boolean real() {
    return real;
  }

  /** Whether samples are kept without their zeros. */
  public boolean sparse() {
    return sparse;
  }

  /** Whether the blocks are in files of the executors, and not in memory. */
  public boolean inFiles() {
    return cache.inFiles();
  }

  /** Where the blocks are kept and why: what they take, and what memory was found. */
  public String cached() {
    return cache.words();
  }

  /** Memory of all blocks, or room in files, in bytes. */
  public long bytes() {
    return bytes;
  }

  private static int shuffleId(JavaPairRDD<Long, RawSample> shuffled) {
    return ((ShuffleDependency<?, ?, ?>) shuffled.rdd().dependencies().head()).shuffleId();
  }

  /** Drops the cached blocks, and the shuffle's files that they could be made from again. */
  @Override
  public void close() {
    if (blocks.context().isStopped()) {
      return; // all of it is gone
    }
    blocks.unpersist(false);
    ShuffleFiles.remove(blocks.context(), shuffle);
  }
}
