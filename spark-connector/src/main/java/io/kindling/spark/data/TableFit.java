package io.kindling.spark.data;

import io.kindling.data.DataException;
import io.kindling.data.table.ColumnSpec;
import io.kindling.data.table.ColumnStatistics;
import io.kindling.data.table.TableEncoder;
import io.kindling.data.table.TableField;
import io.kindling.data.table.Vocabulary;
import io.kindling.spark.worker.JavaBytes;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Fits columns to a DataFrame: one job for what numbers are like, and where there are vocabularies
 * one that counts their values over the cluster; of these only the most frequent reach the driver.
 * The same rows in the same partitions give the same bits, and the same rows the same vocabularies.
 */
public final class TableFit implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(TableFit.class);

  /** So many values are counted in memory before they go to the shuffle. */
  private static final int COUNTED_AT_ONCE = 1 << 18;

  private final List<String> names;
  private final List<ColumnSpec> specs;

  private TableFit(Map<String, ColumnSpec> specs) {
    this.names = List.copyOf(specs.keySet());
    this.specs = List.copyOf(specs.values());
  }

  /**
   * The fitted columns.
   *
   * @param specs by column, as {@link InputColumns#resolve} gives them
   * @param impute whether missing numbers are replaced by the mean
   * @param what what errors and the log call the data
   * @throws DataException naming a column that cannot be fitted
   */
  public static TableEncoder fit(
      Dataset<Row> rows, Map<String, ColumnSpec> specs, boolean impute, String what) {
    return DataFailures.rethrow(() -> new TableFit(specs).run(rows, impute, what));
  }

  private TableEncoder run(Dataset<Row> rows, boolean impute, String what) {
    Column[] columns = names.stream().map(RowReader::column).toArray(Column[]::new);
    JavaRDD<Row> values = rows.select(columns).javaRDD();
    ColumnStatistics[] seen = statistics(values);
    Kept[] kept = vocabularies(values);
    List<TableField> fields = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      try {
        Vocabulary vocabulary = new Vocabulary(kept[i].values());
        fields.add(specs.get(i).fit(names.get(i), seen[i], vocabulary, impute));
      } catch (IllegalArgumentException e) {
        throw new DataException(what + ": column " + names.get(i) + ": " + e.getMessage(), e);
      }
      tell(what, i, seen[i], kept[i]);
    }
    return new TableEncoder(fields);
  }

  /** What is lost of a column is not lost in silence. */
  private void tell(String what, int i, ColumnStatistics seen, Kept kept) {
    StringBuilder line = new StringBuilder();
    if (kept.all() > 0) {
      line.append(", ").append(kept.values().size()).append(" of ").append(kept.all());
      line.append(" values in its vocabulary");
    }
    if (seen.missing() > 0) {
      line.append(", ").append(seen.missing()).append(" missing");
    }
    if (seen.cut() > 0) {
      line.append(", ").append(seen.cut()).append(" longer than the length that is taken");
    }
    if (line.length() == 0) {
      return;
    }
    LOG.info(
        "{}: column {} of {} rows: {}{}", what, names.get(i), seen.values(), specs.get(i), line);
  }

  private ColumnStatistics[] statistics(JavaRDD<Row> rows) {
    List<byte[]> parts =
        rows.mapPartitions(it -> List.of(JavaBytes.write(look(it), "statistics")).iterator())
            .collect();
    ColumnStatistics[] all = none();
    for (byte[] part : parts) { // in the partitions' order: sums depend on it
      ColumnStatistics[] some = JavaBytes.read(part, ColumnStatistics[].class);
      for (int i = 0; i < all.length; i++) {
        all[i].merge(some[i]);
      }
    }
    return all;
  }

  private ColumnStatistics[] none() {
    ColumnStatistics[] none = new ColumnStatistics[specs.size()];
    for (int i = 0; i < none.length; i++) {
      none[i] = new ColumnStatistics();
    }
    return none;
  }

  private ColumnStatistics[] look(Iterator<Row> rows) {
    ColumnStatistics[] seen = none();
    while (rows.hasNext()) {
      Row row = rows.next();
      for (int i = 0; i < seen.length; i++) {
        try {
          seen[i].add(specs.get(i), TableColumn.plain(row, i));
        } catch (IllegalArgumentException e) {
          throw new DataException("column " + names.get(i) + ": " + e.getMessage(), e);
        }
      }
    }
    return seen;
  }

  /** The values that a vocabulary keeps, the most frequent first, and how many there are. */
  private record Kept(List<String> values, long all) {}

  /** The most frequent values of one partition of the counts. */
  private static final class Frequent implements Serializable {
    private static final long serialVersionUID = 1L;

    private final HashMap<Integer, HashMap<String, Long>> counts = new HashMap<>();
    private final HashMap<Integer, Long> all = new HashMap<>();
  }

  private Kept[] vocabularies(JavaRDD<Row> rows) {
    Kept[] kept = new Kept[specs.size()];
    List<byte[]> parts =
        specs.stream().anyMatch(spec -> spec.vocabularySize().most() > 0)
            ? rows.mapPartitionsToPair(Counting::new)
                .reduceByKey(Long::sum)
                .mapPartitions(it -> List.of(JavaBytes.write(frequent(it), "counts")).iterator())
                .collect()
            : List.of();
    List<Frequent> found =
        parts.stream().map(part -> JavaBytes.read(part, Frequent.class)).toList();
    for (int i = 0; i < kept.length; i++) {
      Map<String, Long> counts = new HashMap<>();
      long all = 0;
      for (Frequent part : found) {
        counts.putAll(part.counts.getOrDefault(i, new HashMap<>()));
        all += part.all.getOrDefault(i, 0L);
      }
      kept[i] = new Kept(most(counts, i).values(), all);
    }
    return kept;
  }

  private Vocabulary most(Map<String, Long> counts, int i) {
    ColumnSpec.VocabularySize size = specs.get(i).vocabularySize();
    return Vocabulary.of(counts, size.most(), size.minCount());
  }

  private Frequent frequent(Iterator<Tuple2<String, Long>> counts) {
    Frequent frequent = new Frequent();
    while (counts.hasNext()) {
      Tuple2<String, Long> count = counts.next();
      int colon = count._1().indexOf(':');
      int i = Integer.parseInt(count._1().substring(0, colon));
      HashMap<String, Long> own = frequent.counts.computeIfAbsent(i, key -> new HashMap<>());
      frequent.all.merge(i, 1L, Long::sum);
      ColumnSpec.VocabularySize size = specs.get(i).vocabularySize();
      if (count._2() >= size.minCount()) {
        own.put(count._1().substring(colon + 1), count._2());
      }
      if (own.size() > 2L * size.most()) {
        own.keySet().retainAll(new HashSet<>(most(own, i).values()));
      }
    }
    return frequent;
  }

  /** The values of a partition with how often each is there, column:value. */
  private final class Counting implements Iterator<Tuple2<String, Long>> {
    private final Iterator<Row> rows;
    private final Map<String, Long> counts = new HashMap<>();
    private Iterator<Map.Entry<String, Long>> ready = Map.<String, Long>of().entrySet().iterator();

    Counting(Iterator<Row> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      if (!ready.hasNext() && rows.hasNext()) {
        count();
      }
      return ready.hasNext() || rows.hasNext() && hasNext();
    }

    @Override
    public Tuple2<String, Long> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Map.Entry<String, Long> entry = ready.next();
      return new Tuple2<>(entry.getKey(), entry.getValue());
    }

    private void count() {
      counts.clear();
      while (rows.hasNext() && counts.size() < COUNTED_AT_ONCE) {
        Row row = rows.next();
        for (int i = 0; i < specs.size(); i++) {
          if (specs.get(i).vocabularySize().most() > 0) {
            for (String value : specs.get(i).counted(TableColumn.plain(row, i))) {
              counts.merge(i + ":" + value, 1L, Long::sum);
            }
          }
        }
      }
      ready = counts.entrySet().iterator();
    }
  }
}
