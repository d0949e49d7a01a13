package io.kindling.spark.data;

import io.kindling.data.DataException;
import io.kindling.data.IndexPermutation;
import io.kindling.spark.internals.RowOrder;
import io.kindling.spark.worker.BlockFingerprints;
import io.kindling.spark.worker.JavaBytes;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Rows with their global index 0..size-1. The index is what shuffling, augmentation and the spread
 * over partitions go by, so it must not depend on how Spark happens to cut the input.
 */
final class IndexedRows {
  private static final Logger LOG = LoggerFactory.getLogger(IndexedRows.class);
  private static final String FILE = "_metadata.file_path";
  private static final String ROW = "_metadata.row_index";

  private final JavaPairRDD<Long, Row> rows;
  private final long size;
  private final SkippedRows skipped;
  private final long[] sources;

  private IndexedRows(
      JavaPairRDD<Long, Row> rows, long size, SkippedRows skipped, long... sources) {
    this.rows = rows;
    this.size = size;
    this.skipped = skipped;
    this.sources = sources;
  }

  /** Why a row cannot be used, given its index for the text; empty if it can. */
  interface Check extends Serializable {
    Optional<String> problem(Row row, long index);

    /** All rows are taken. */
    static Check none() {
      return (row, index) -> Optional.empty();
    }
  }

  JavaPairRDD<Long, Row> rows() {
    return rows;
  }

  long size() {
    return size;
  }

  /** The rows that were left out. */
  SkippedRows skipped() {
    return skipped;
  }

  /** Rows in each partition of the DataFrame they come from; empty when they come from files. */
  long[] sources() {
    return sources;
  }

  /**
   * Files in the order of their names, rows in their order in the file: the same whatever the
   * number of cores or the sizes of splits. One job counts the rows of each file.
   *
   * @param files a DataFrame read straight from Parquet
   */
  static IndexedRows inFileOrder(Dataset<Row> files, Column... columns) {
    List<Row> counts =
        files
            .select(functions.col(FILE).as("file"))
            .groupBy("file")
            .count()
            .orderBy("file")
            .collectAsList();
    var firsts = new HashMap<String, Long>();
    long size = 0;
    for (Row count : counts) {
      firsts.put(count.getString(0), size);
      size += count.getLong(1);
    }
    int width = columns.length;
    Column[] selected = new Column[width + 2];
    System.arraycopy(columns, 0, selected, 0, width);
    selected[width] = functions.col(FILE);
    selected[width + 1] = functions.col(ROW);
    JavaPairRDD<Long, Row> indexed =
        files.select(selected).javaRDD().mapToPair(row -> indexed(row, width, firsts));
    return new IndexedRows(indexed, size, SkippedRows.none());
  }

  /**
   * These rows without those that {@code check} finds fault with, renumbered from 0. One job looks
   * at all of them; the indices of the skipped ones, 8 bytes each, are kept.
   */
  IndexedRows valid(Check check) {
    List<byte[]> found =
        rows.mapPartitions(it -> List.of(JavaBytes.write(faults(it, check), "rows")).iterator())
            .collect();
    List<Faults> parts = found.stream().map(b -> JavaBytes.read(b, Faults.class)).toList();
    long[] faulty =
        parts.stream().flatMapToLong(p -> Arrays.stream(p.indices())).sorted().toArray();
    if (faulty.length == 0) {
      return this;
    }
    List<String> reasons =
        parts.stream()
            .flatMap(p -> p.first().entrySet().stream())
            .sorted(Map.Entry.comparingByKey())
            .limit(SkippedRows.MOST_REASONS)
            .map(Map.Entry::getValue)
            .toList();
    Broadcast<long[]> left = JavaSparkContext.fromSparkContext(rows.context()).broadcast(faulty);
    JavaPairRDD<Long, Row> good =
        rows.filter(pair -> Arrays.binarySearch(left.value(), pair._1()) < 0)
            .mapToPair(
                pair -> {
                  int before = -1 - Arrays.binarySearch(left.value(), pair._1());
                  return new Tuple2<>(pair._1() - before, pair._2());
                });
    return new IndexedRows(good, size - faulty.length, new SkippedRows(faulty.length, reasons));
  }

  /** Indices of rows with faults, and what is wrong with the first of them by index. */
  private record Faults(long[] indices, TreeMap<Long, String> first) implements Serializable {}

  private static Faults faults(Iterator<Tuple2<Long, Row>> rows, Check check) {
    LongStream.Builder indices = LongStream.builder();
    TreeMap<Long, String> first = new TreeMap<>();
    while (rows.hasNext()) {
      Tuple2<Long, Row> row = rows.next();
      Optional<String> problem = check.problem(row._2(), row._1());
      if (problem.isPresent()) {
        indices.add(row._1());
        first.put(row._1(), problem.get());
        if (first.size() > SkippedRows.MOST_REASONS) {
          first.pollLastEntry();
        }
      }
    }
    return new Faults(indices.build().toArray(), first);
  }

  private static Tuple2<Long, Row> indexed(Row row, int width, Map<String, Long> firsts) {
    Long first = firsts.get(row.getString(width));
    if (first == null) {
      throw new DataException(
          row.getString(width) + ": the file appeared while the data set was read; try again");
    }
    return new Tuple2<>(first + row.getLong(width + 1), row);
  }

  /**
   * The rows without faults, in the order of the DataFrame's partitions. One job counts the rows of
   * each partition.
   *
   * <p>The DataFrame must give the same rows in the same order each time it is computed. Where
   * Spark does not promise that, as of what comes out of a shuffle, a warning says so.
   *
   * @param what what the warning calls the data
   */
  static IndexedRows inRowOrder(Dataset<Row> frame, String what, Check check, Column... columns) {
    JavaRDD<Row> all = frame.select(columns).javaRDD();
    if (RowOrder.mayChange(frame, all.rdd())) {
      LOG.warn(
          "{}: Spark does not promise the same order of rows each time these are computed, and"
              + " computes them anew when executors are lost, though they are cached; such a run"
              + " would end instead of going on with other data. {}",
          what,
          BlockFingerprints.CURE);
    }
    List<byte[]> found =
        all.mapPartitionsWithIndex(
                (p, it) -> List.of(JavaBytes.write(count(p, it, check), "counts")).iterator(), true)
            .collect();
    long[] firsts = new long[found.size()];
    long[] sources = new long[found.size()];
    long size = 0;
    SkippedRows skipped = SkippedRows.none();
    for (int p = 0; p < firsts.length; p++) {
      Count count = JavaBytes.read(found.get(p), Count.class);
      firsts[p] = size;
      sources[p] = count.rows();
      size += count.rows();
      skipped = skipped.plus(count.skipped());
    }
    JavaPairRDD<Long, Row> indexed =
        all.filter(row -> check.problem(row, 0).isEmpty())
            .mapPartitionsWithIndex((p, it) -> numbered(it, firsts[p]), true)
            .mapToPair(pair -> pair);
    return new IndexedRows(indexed, size, skipped, sources);
  }

  /** Rows of a partition that are used, and those that are not. */
  private record Count(long rows, SkippedRows skipped) implements Serializable {}

  private static Count count(int partition, Iterator<Row> rows, Check check) {
    long used = 0;
    long skipped = 0;
    List<String> reasons = new ArrayList<>();
    while (rows.hasNext()) {
      Optional<String> problem = check.problem(rows.next(), used + skipped);
      if (problem.isEmpty()) {
        used++;
        continue;
      }
      skipped++;
      if (reasons.size() < SkippedRows.MOST_REASONS) {
        reasons.add("partition " + partition + ", " + problem.get());
      }
    }
    return new Count(used, new SkippedRows(skipped, reasons));
  }

  private static Iterator<Tuple2<Long, Row>> numbered(Iterator<Row> rows, long first) {
    return new Iterator<>() {
      private long index = first;

      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Tuple2<Long, Row> next() {
        return new Tuple2<>(index++, rows.next());
      }
    };
  }

  /**
   * The rows that {@code holdOut} gives to the part {@code test} or its complement, renumbered from
   * 0.
   */
  IndexedRows part(HoldOut holdOut, boolean test) {
    JavaPairRDD<Long, Row> chosen =
        rows.flatMapToPair(
            pair -> {
              var out = new ArrayList<Tuple2<Long, Row>>(1);
              long index = holdOut.index(pair._1(), test);
              if (index >= 0) {
                out.add(new Tuple2<>(index, pair._2()));
              }
              return out.iterator();
            });
    // What was skipped before the split is told with the greater part, once.
    return new IndexedRows(chosen, holdOut.size(test), test ? SkippedRows.none() : skipped);
  }

  /**
   * A deterministic split of one data set into a test and a training part: the first rows of a
   * keyed permutation are the test part.
   *
   * @param order the permutation of all rows
   * @param testSize rows of the test part
   */
  record HoldOut(IndexPermutation order, long testSize) implements Serializable {
    /** Fixed, so that every run holds out the same rows. */
    private static final long SEED = 20260101L;

    /** Holds out one row in ten, at least one. */
    static HoldOut oneInTen(long size) {
      return new HoldOut(new IndexPermutation(size, SEED, 0), Math.max(1, size / 10));
    }

    long size(boolean test) {
      return test ? testSize : order.size() - testSize;
    }

    /** New index of row {@code index} in the part, or -1 when it belongs to the other. */
    long index(long index, boolean test) {
      long position = order.inverse(index);
      if (position < testSize == test) {
        return test ? position : position - testSize;
      }
      return -1;
    }
  }
}
