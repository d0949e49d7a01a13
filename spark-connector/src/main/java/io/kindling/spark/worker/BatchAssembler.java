package io.kindling.spark.worker;

import io.kindling.data.BatchMemory;
import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import io.kindling.data.MixedBatch;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.data.SparseBatch;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Arrays;

/**
 * Puts samples together to what the model takes, in a place of its own that the next batch
 * overwrites. What it makes depends on its arguments alone. Not thread-safe.
 */
final class BatchAssembler {
  private final TrainingProgram program;
  private final ImageBuffer image = new ImageBuffer();
  private float[] input = new float[0];
  private final SparseBatch sparse = new SparseBatch();

  /**
   * What a pass over some samples is for: where they are and how they are seen.
   *
   * @param step of the epoch, by which samples are mixed; -1 in evaluation
   */
  record Pass(SampleBlock block, SampleTransform transform, long epoch, int step) {}

  /**
   * The samples of one pass as the model takes them.
   *
   * @param classes by which outputs are counted as right; the target itself unless mixed
   */
  record Batch(Tensor input, Tensor target, Tensor classes, float[] weights) {
    /** Some of the samples. */
    Batch part(int from, int to) {
      int n = to - from;
      return n == input.size(0)
          ? this
          : new Batch(
              input.narrow(0, from, n),
              target.narrow(0, from, n),
              classes.narrow(0, from, n),
              weights == null ? null : Arrays.copyOfRange(weights, from, to));
    }
  }

  BatchAssembler(TrainingProgram program) {
    this.program = program;
  }

  /** The samples {@code rows[from..to)} of a share, or of the whole block where rows is null. */
  Batch batch(Pass pass, int[] rows, int from, int to) {
    SampleBlock block = pass.block();
    ImageShape sample = pass.transform().outputShape(block.shape());
    int stride = sample.size();
    int n = to - from;
    boolean keepsZeros = !isSparse(pass);
    if (keepsZeros) {
      input = BatchMemory.of(input, n, sample);
    }
    int width = block.targetWidth();
    long[] labels = new long[width == 0 ? n : 0];
    float[] targets = new float[n * width];
    float[] weights = block.weighted() ? new float[n] : null;
    for (int i = 0; i < n; i++) {
      int row = rows == null ? from + i : rows[from + i];
      if (keepsZeros) {
        pass.transform().write(block, row, pass.epoch(), image, input, i * stride);
      }
      if (width == 0) {
        labels[i] = block.label(row);
      } else {
        block.target(row, targets, i * width);
      }
      if (weights != null) {
        weights[i] = block.weight(row);
      }
    }
    Tensor images =
        keepsZeros
            ? dense(Replica.inputShape(n, sample))
            : sparse.of(block, pass.transform(), n, i -> rows == null ? from + i : rows[from + i]);
    Tensor target = width == 0 ? Tensors.wrap(labels, n) : Tensors.wrap(targets, n, width);
    Batch batch = new Batch(images, target, target, weights);
    return n > 0 && pass.step() >= 0 && program.mixing().mixes()
        ? mixed(batch, pass, sample, rows, width == 0 ? oneHot(labels) : targets)
        : batch;
  }

  private Tensor dense(Shape shape) {
    return Tensor.strided(Storage.of(input), shape, shape.contiguousStrides(), 0);
  }

  /** Whether samples of a pass reach the model without their zeros. */
  private boolean isSparse(Pass pass) {
    boolean mixes = pass.step() >= 0 && program.mixing().mixes();
    return !mixes && SparseBatch.takes(pass.block(), pass.transform());
  }

  /** Where a pass ends that begins at {@code from}: a sparse batch has a most. */
  int passEnd(Pass pass, int from, int end) {
    return isSparse(pass)
        ? (int) Math.min(end, (long) from + SparseBatch.most(pass.block().shape()))
        : end;
  }

  /** A whole share, mixed in place. */
  private Batch mixed(Batch batch, Pass pass, ImageShape sample, int[] rows, float[] targets) {
    TrainingProgram.Mixing mixing = program.mixing();
    int n = batch.input().size(0);
    long[] indices = new long[n];
    for (int i = 0; i < n; i++) {
      indices[i] = pass.block().firstIndex() + rows[i];
    }
    int size = program.sampler().batchSize(pass.step());
    MixedBatch mixed = new MixedBatch(sample, mixing.width(), indices, input, targets, size);
    mixing.transform().apply(mixed, pass.transform().seed(), pass.epoch(), pass.step());
    Tensor target = Tensors.wrap(targets, n, mixing.width());
    Tensor classes = batch.target().dtype() == DType.INT64 ? target.argmax(1) : target;
    return new Batch(batch.input(), target, classes, batch.weights());
  }

  private float[] oneHot(long[] labels) {
    int width = program.mixing().width();
    float[] targets = new float[labels.length * width];
    for (int i = 0; i < labels.length; i++) {
      targets[i * width + (int) labels[i]] = 1;
    }
    return targets;
  }
}
