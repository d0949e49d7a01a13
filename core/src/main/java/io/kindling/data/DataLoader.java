package io.kindling.data;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * Cuts a block of samples into shuffled, augmented, normalized batches on one machine, as PyTorch's
 * {@code torch.utils.data.DataLoader} does.
 *
 * <pre>{@code
 * DataLoader loader = DataLoader.of(block, 128).shuffle(seed).transform(transform);
 * for (long epoch = 0; epoch < 10; epoch++) {
 *   for (Batch batch : loader.epoch(epoch)) {
 *     ...
 *   }
 * }
 * }</pre>
 *
 * <p>With the same seed and batch size, distributed training draws the same batches. Immutable and
 * safe for concurrent use.
 */
public final class DataLoader {
  private final SampleBlock block;
  private final int batchSize;
  private final boolean shuffle;
  private final long seed;
  private final boolean dropLast;
  private final SampleTransform transform;

  /** Null where samples are not mixed. */
  private final BatchTransform mix;

  private final int classes;

  private DataLoader(
      SampleBlock block,
      int batchSize,
      boolean shuffle,
      long seed,
      boolean dropLast,
      SampleTransform transform,
      BatchTransform mix,
      int classes) {
    this.block = block;
    this.batchSize = batchSize;
    this.shuffle = shuffle;
    this.seed = seed;
    this.dropLast = dropLast;
    this.transform = transform;
    this.mix = mix;
    this.classes = classes;
    sampler(); // refuses what makes no sense, now
  }

  /**
   * Batches in stored order, bytes scaled to 0..1, the short last batch kept.
   *
   * @throws DataException when the block is empty or the batch size below 1
   */
  public static DataLoader of(SampleBlock block, int batchSize) {
    return new DataLoader(
        Objects.requireNonNull(block, "block"),
        batchSize,
        false,
        0,
        false,
        SampleTransform.of(Normalization.NONE),
        null,
        0);
  }

  /** Another order every epoch, keyed by {@code key}. */
  public DataLoader shuffle(long key) {
    return new DataLoader(block, batchSize, true, key, dropLast, transform, mix, classes);
  }

  /**
   * Leaves out the last batch of an epoch when it is short.
   *
   * @throws DataException when that would leave no batch
   */
  public DataLoader dropLast(boolean drop) {
    return new DataLoader(block, batchSize, shuffle, seed, drop, transform, mix, classes);
  }

  /**
   * How samples are augmented and normalized.
   *
   * @throws IllegalArgumentException when that cannot take samples of the block's shape
   */
  public DataLoader transform(SampleTransform wanted) {
    Objects.requireNonNull(wanted, "transform").outputShape(block.shape());
    return new DataLoader(block, batchSize, shuffle, seed, dropLast, wanted, mix, classes);
  }

  /**
   * Mixes the samples of each batch, keyed by the transform's seed, the epoch and the step; labels
   * are then probabilities (N, {@code ofClasses}), as {@code CrossEntropyLoss} takes them.
   *
   * @throws DataException when a label is not in 0..ofClasses-1
   */
  public DataLoader mix(BatchTransform wanted, int ofClasses) {
    Objects.requireNonNull(wanted, "mix");
    for (int row = 0; row < block.size(); row++) {
      if (block.label(row) < 0 || block.label(row) >= ofClasses) {
        throw new DataException(
            "data loader: row "
                + row
                + " is of class "
                + block.label(row)
                + ", wanted one of "
                + ofClasses
                + " (0.."
                + (ofClasses - 1)
                + ")");
      }
    }
    return new DataLoader(block, batchSize, shuffle, seed, dropLast, transform, wanted, ofClasses);
  }

  /** Batches of one epoch. */
  public int steps() {
    return sampler().stepsPerEpoch();
  }

  /** The batches of one epoch; may be gone through any number of times. */
  public Iterable<Batch> epoch(long epoch) {
    EpochShare share = sampler().share(epoch, 0, block.size());
    return () -> new Batches(share, epoch);
  }

  private EpochSampler sampler() {
    return new EpochSampler(seed, block.size(), batchSize, shuffle, dropLast);
  }

  private Batch batch(EpochShare share, int step, long epoch, ImageBuffer buffer) {
    int n = share.size(step);
    if (mix == null
        && SparseBatch.takes(block, transform)
        && n <= SparseBatch.most(block.shape())) {
      long[] classes = new long[n];
      Arrays.setAll(classes, i -> block.label(share.row(step, i)));
      Tensor rows = new SparseBatch().of(block, transform, n, i -> share.row(step, i));
      return new Batch(rows, Tensors.wrap(classes, n));
    }
    ImageShape shape = transform.outputShape(block.shape());
    float[] inputs = new float[Math.multiplyExact(n, shape.size())];
    long[] labels = new long[n];
    transform.write(block, share, step, epoch, buffer, inputs, labels);
    Tensor x =
        shape.isVector()
            ? Tensors.wrap(inputs, n, shape.width())
            : Tensors.wrap(inputs, n, shape.channels(), shape.height(), shape.width());
    if (mix == null) {
      return new Batch(x, Tensors.wrap(labels, n));
    }
    float[] targets = new float[n * classes];
    long[] samples = new long[n];
    for (int i = 0; i < n; i++) {
      targets[i * classes + (int) labels[i]] = 1;
      samples[i] = block.firstIndex() + share.row(step, i);
    }
    mix.apply(
        new MixedBatch(shape, classes, samples, inputs, targets, n), transform.seed(), epoch, step);
    return new Batch(x, Tensors.wrap(targets, n, classes));
  }

  private final class Batches implements Iterator<Batch> {
    private final EpochShare share;
    private final long epoch;
    private final ImageBuffer buffer = new ImageBuffer();
    private int step;

    Batches(EpochShare share, long epoch) {
      this.share = share;
      this.epoch = epoch;
    }

    @Override
    public boolean hasNext() {
      return step < share.steps();
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return batch(share, step++, epoch, buffer);
    }
  }
}
