package io.kindling.spark.data;

import io.kindling.data.DataException;
import io.kindling.data.IndexPermutation;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import scala.Tuple2;

/**
 * Rows with their global index 0..size-1. The index is what shuffling, augmentation and the spread
 * over partitions go by, so it must not depend on how Spark happens to cut the input.
 */
final class IndexedRows {
  private static final String FILE = "_metadata.file_path";
  private static final String ROW = "_metadata.row_index";

  private final JavaPairRDD<Long, Row> rows;
  private final long size;
  private final long[] sources;

  private IndexedRows(JavaPairRDD<Long, Row> rows, long size, long... sources) {
    this.rows = rows;
    this.size = size;
    this.sources = sources;
  }

  JavaPairRDD<Long, Row> rows() {
    return rows;
  }

  long size() {
    return size;
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
    return new IndexedRows(indexed, size);
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
   * Rows in the order of the DataFrame's partitions. One job counts the rows of each partition.
   *
   * <p>The DataFrame must give the same rows in the same order each time it is computed: cache it,
   * or sort it, when it comes out of a shuffle.
   */
  static IndexedRows inRowOrder(Dataset<Row> frame, Column... columns) {
    return inRowOrder(frame.select(columns).javaRDD());
  }

  /** {@link #inRowOrder(Dataset, Column...)} of those rows only that are accepted. */
  static IndexedRows inRowOrder(
      Dataset<Row> frame, Function<Row, Boolean> accepted, Column... columns) {
    return inRowOrder(frame.select(columns).javaRDD().filter(accepted));
  }

  private static IndexedRows inRowOrder(JavaRDD<Row> rows) {
    List<Long> counts = rows.mapPartitions(it -> List.of(count(it)).iterator(), true).collect();
    long[] firsts = new long[counts.size()];
    long size = 0;
    for (int p = 0; p < firsts.length; p++) {
      firsts[p] = size;
      size += counts.get(p);
    }
    JavaPairRDD<Long, Row> indexed =
        rows.mapPartitionsWithIndex((p, it) -> numbered(it, firsts[p]), true)
            .mapToPair(pair -> pair);
    long[] sources = counts.stream().mapToLong(n -> n).toArray();
    return new IndexedRows(indexed, size, sources);
  }

  private static long count(Iterator<Row> rows) {
    long n = 0;
    while (rows.hasNext()) {
      rows.next();
      n++;
    }
    return n;
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
    return new IndexedRows(chosen, holdOut.size(test));
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
