package io.kindling.spark.report;

import io.kindling.autograd.GradMode;
import io.kindling.data.BatchMemory;
import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import io.kindling.data.Normalization;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.data.SparseBatch;
import io.kindling.kernel.Parallel;
import io.kindling.nn.Module;
import io.kindling.spark.RunData;
import io.kindling.spark.worker.JavaBytes;
import io.kindling.spark.worker.Replica;
import io.kindling.spark.worker.TrainingProgram.Judging;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/** Judges a model on all samples of a run's data by one Spark job. */
record PredictionJob(Broadcast<byte[]> module, Judging judging, int batchSize, int mostWrong)
    implements FlatMapFunction<Iterator<SampleBlock>, byte[]> {
  private static final int MOST_CLASSES = 1_000;

  /**
   * Nothing, where the model's outputs are not scores of at most {@value #MOST_CLASSES} classes.
   *
   * @param mostWrong how many of the samples it gets wrong are kept
   */
  static Optional<Predictions> run(Module module, RunData data, int mostWrong) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(data.blocks().context());
    Broadcast<byte[]> bytes = spark.broadcast(JavaBytes.write(module, "the model"));
    try {
      PredictionJob job = new PredictionJob(bytes, data.judging(), data.batchSize(), mostWrong);
      Predictions all = null;
      for (byte[] part : data.blocks().mapPartitions(job, true).collect()) {
        Predictions one = JavaBytes.read(part, Predictions.class);
        if (one != null) {
          all = all == null ? one : all.plus(one, mostWrong);
        }
      }
      return Optional.ofNullable(all);
    } finally {
      bytes.destroy();
    }
  }

  @Override
  public Iterator<byte[]> call(Iterator<SampleBlock> blocks) {
    Module network = judging.model(JavaBytes.read(module.value(), Module.class));
    Predictions sums = null;
    ImageBuffer image = new ImageBuffer();
    try (var threads = Parallel.scope(TaskContext.get().cpus());
        var scope = GradMode.noGrad()) {
      while (blocks.hasNext()) {
        SampleBlock block = blocks.next();
        for (int from = 0; from < block.size(); from += batchSize) {
          int to = Math.min(block.size(), from + batchSize);
          Tensor output = network.call(input(block, from, to, image));
          if (output.dim() != 2 || output.size(1) < 2 || output.size(1) > MOST_CLASSES) {
            return List.<byte[]>of().iterator();
          }
          sums = sums == null ? new Predictions(output.size(1)) : sums;
          judge(block, from, output, sums);
        }
      }
    }
    List<byte[]> result = new ArrayList<>();
    if (sums != null) {
      result.add(JavaBytes.write(sums, "predictions"));
    }
    return result.iterator();
  }

  private Tensor input(SampleBlock block, int from, int to, ImageBuffer image) {
    SampleTransform transform = judging.transform();
    if (SparseBatch.takes(block, transform) && to - from <= SparseBatch.most(block.shape())) {
      return new SparseBatch().of(block, transform, to - from, i -> from + i);
    }
    ImageShape shape = transform.outputShape(block.shape());
    int stride = shape.size();
    float[] values = BatchMemory.of(new float[0], to - from, shape);
    for (int row = from; row < to; row++) {
      transform.write(block, row, 0, image, values, (row - from) * stride);
    }
    return Tensors.wrap(values, Replica.inputShape(to - from, shape).toArray());
  }

  private void judge(SampleBlock block, int from, Tensor output, Predictions sums) {
    float[] scores = output.toFloatArray();
    int classes = sums.classes;
    for (int i = 0; i < output.size(0); i++) {
      int at = i * classes;
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = scores[at + c] > scores[at + best] ? c : best;
      }
      double total = 0;
      for (int c = 0; c < classes; c++) {
        total += Math.exp(scores[at + c] - scores[at + best]);
      }
      int row = from + i;
      int label = block.label(row);
      sums.add(label, best, 1 / total);
      if (label != best && sums.wrong.size() < mostWrong) {
        sums.wrong.add(wrong(block, row, best, 1 / total));
      }
    }
  }

  private static Predictions.Wrong wrong(SampleBlock block, int row, int best, double p) {
    ImageShape shape = block.shape();
    boolean image = (shape.channels() == 1 || shape.channels() == 3) && shape.height() > 1;
    float[] pixels = null;
    if (image) {
      pixels = new float[shape.size()];
      SampleTransform.of(Normalization.NONE).write(block, row, 0, pixels, 0);
    }
    long index = block.firstIndex() + row;
    return new Predictions.Wrong(index, block.label(row), best, p, pixels, shape);
  }
}
