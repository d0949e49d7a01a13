package io.kindling.spark.ml;

import io.kindling.data.DataException;
import io.kindling.data.SampleBlock;
import io.kindling.kernel.Parallel;
import io.kindling.spark.data.FeatureColumn;
import io.kindling.spark.data.SampleReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Scores the rows of a partition, batch after batch, and appends what is asked for to each. */
final class ScorePartition implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<byte[]> program;
  private final FeatureColumn column;
  private final int[] columnIndexes;
  private final int batchSize;
  private final boolean skip;
  private final Outputs outputs;

  /**
   * @param program a {@link Scorer.Program}
   * @param columnIndexes which columns of a row hold the sample
   * @param skip whether invalid rows are left out
   */
  ScorePartition(
      Broadcast<byte[]> program,
      FeatureColumn column,
      int[] columnIndexes,
      int batchSize,
      boolean skip,
      Outputs outputs) {
    this.program = program;
    this.column = column;
    this.columnIndexes = columnIndexes.clone();
    this.batchSize = batchSize;
    this.skip = skip;
    this.outputs = outputs;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Batches(rows);
  }

  private final class Batches implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final Queue<Row> ready = new ArrayDeque<>();
    private long read;

    Batches(Iterator<Row> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && rows.hasNext()) {
        fill();
      }
      return !ready.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }

    private void fill() {
      byte[] bytes = program.value();
      try (var threads = Parallel.scope(TaskContext.get().cpus())) {
        Scorer.use(
            bytes,
            scorer -> {
              score(scorer);
              return null;
            });
      } catch (DataException e) {
        throw new DataException(
            e.getMessage() + " (rows counted in partition " + TaskContext.getPartitionId() + ")",
            e);
      }
    }

    private void score(Scorer scorer) {
      List<Row> batch = new ArrayList<>(batchSize);
      List<Object> samples = new ArrayList<>(batchSize);
      long first = read;
      while (batch.size() < batchSize && rows.hasNext()) {
        Row row = rows.next();
        read++;
        Object sample = column.sample(row, columnIndexes);
        if (!skip || SampleReader.accepts(column, sample, scorer.form())) {
          batch.add(row);
          samples.add(sample);
        }
      }
      if (batch.isEmpty()) {
        return;
      }
      SampleBlock block = SampleReader.read(column, samples, scorer.form(), first);
      float[] scores = scorer.score(block);
      int width = scores.length / batch.size();
      for (int i = 0; i < batch.size(); i++) {
        ready.add(append(batch.get(i), outputs.of(scores, i * width, width)));
      }
    }

    private Row append(Row row, Object[] more) {
      Object[] values = new Object[row.size() + more.length];
      for (int i = 0; i < row.size(); i++) {
        values[i] = row.get(i);
      }
      System.arraycopy(more, 0, values, row.size(), more.length);
      return RowFactory.create(values);
    }
  }
}
