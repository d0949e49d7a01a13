package io.kindling.data;

import java.util.List;
import java.util.function.Consumer;

/** Cuts blocks of samples and joins them. */
public final class SampleBlocks {
  private SampleBlocks() {}

  /**
   * A copy of the rows {@code [from, to)}, which keep their global indices.
   *
   * @throws IndexOutOfBoundsException when the block has no such rows
   */
  public static SampleBlock slice(SampleBlock block, int from, int to) {
    Copy copy = new Copy(block, to - from, block.firstIndex() + from);
    copy.add(block, from, to);
    return copy.block();
  }

  /**
   * One block of the samples of all, in order.
   *
   * @param blocks at least one; of the same kind and shape, each begins where the one before ends
   * @throws DataException when there is a gap between two of them
   */
  public static SampleBlock join(List<SampleBlock> blocks) {
    SampleBlock first = blocks.get(0);
    long size = blocks.stream().mapToLong(SampleBlock::size).sum();
    Copy copy = new Copy(first, (int) Math.min(size, Integer.MAX_VALUE), first.firstIndex());
    long next = first.firstIndex();
    for (SampleBlock block : blocks) {
      if (block.firstIndex() != next) {
        throw new DataException(
            "sample blocks: sample " + block.firstIndex() + " follows, wanted sample " + next);
      }
      copy.add(block, 0, block.size());
      next += block.size();
    }
    return copy.block();
  }

  /**
   * A block of samples of which each was changed, with the same labels, targets, weights and
   * indices.
   *
   * @param shape of the changed samples
   * @param image room to work in
   * @param change changes a sample in place, to one of {@code shape}
   */
  public static SampleBlock map(
      SampleBlock block, ImageShape shape, ImageBuffer image, Consumer<ImageBuffer> change) {
    Copy copy = new Copy(block, shape, block.size(), block.firstIndex());
    for (int row = 0; row < block.size(); row++) {
      block.read(row, image);
      change.accept(image);
      copy.add(block, row, image);
    }
    return copy.block();
  }

  /** Collects rows of blocks of one kind. */
  private static final class Copy {
    private final int width;
    private final TargetSampleBlock.Builder targets;
    private final ByteSampleBlock.Builder bytes;
    private final FloatSampleBlock.Builder floats;
    private final SparseSampleBlock.Builder sparse;

    Copy(SampleBlock like, int size, long first) {
      this(like, like.shape(), size, first, samples(like) instanceof SparseSampleBlock);
    }

    /** Of changed samples: of these all values are kept. */
    Copy(SampleBlock like, ImageShape shape, int size, long first) {
      this(like, shape, size, first, false);
    }

    private Copy(SampleBlock like, ImageShape shape, int size, long first, boolean isSparse) {
      width = like.targetWidth();
      targets = new TargetSampleBlock.Builder(width, like.weighted(), size);
      boolean images = samples(like) instanceof ByteSampleBlock;
      boolean real = !images && !isSparse;
      bytes = images ? ByteSampleBlock.builder(shape, size).firstIndex(first) : null;
      floats = real ? FloatSampleBlock.builder(shape, size).firstIndex(first) : null;
      sparse = isSparse ? SparseSampleBlock.builder(shape.width(), size).firstIndex(first) : null;
    }

    private static SampleBlock samples(SampleBlock block) {
      return block instanceof TargetSampleBlock with ? with.samples() : block;
    }

    void add(SampleBlock block, int from, int to) {
      SampleBlock samples = samples(block);
      float[] target = new float[width];
      for (int row = from; row < to; row++) {
        if (samples instanceof FloatSampleBlock values) {
          floats.add(values.values(row), values.label(row));
        } else if (samples instanceof SparseSampleBlock rows) {
          sparse.add(rows.indices(row), rows.values(row), rows.label(row));
        } else {
          bytes.add(((ByteSampleBlock) samples).pixels(row), samples.label(row));
        }
        block.target(row, target, 0);
        targets.add(target, block.weight(row));
      }
    }

    void add(SampleBlock block, int row, ImageBuffer image) {
      if (bytes == null) {
        floats.add(image.toFloats(), block.label(row));
      } else {
        bytes.add(image.toBytes(), block.label(row));
      }
      float[] target = new float[width];
      block.target(row, target, 0);
      targets.add(target, block.weight(row));
    }

    SampleBlock block() {
      if (sparse != null) {
        return targets.build(sparse.build());
      }
      return targets.build(bytes == null ? floats.build() : bytes.build());
    }
  }
}
