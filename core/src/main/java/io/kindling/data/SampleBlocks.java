package io.kindling.data;

import java.nio.ByteBuffer;
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

  /** Whether samples are real numbers, and not bytes. */
  static boolean isReal(SampleBlock block) {
    SampleBlock samples = samples(block);
    return samples instanceof FileSampleBlock file
        ? file.real()
        : !(samples instanceof ByteSampleBlock);
  }

  /** Whether zeros are left out. */
  static boolean isSparse(SampleBlock block) {
    return samples(block) instanceof SparseSampleBlock;
  }

  /** Copies a sample that is not sparse as it is, without label, target and weight. */
  static void copy(SampleBlock block, int row, ByteBuffer out) {
    SampleBlock samples = samples(block);
    if (samples instanceof FileSampleBlock file) {
      copy(file.sample(row), 0, out);
    } else if (samples instanceof FloatSampleBlock values) {
      for (float value : values.values(row)) {
        out.putFloat(value);
      }
    } else {
      out.put(((ByteSampleBlock) samples).pixels(row));
    }
  }

  private static SampleBlock samples(SampleBlock block) {
    return block instanceof TargetSampleBlock with ? with.samples() : block;
  }

  /** Collects rows of blocks of one kind. */
  private static final class Copy {
    private final int width;
    private final TargetSampleBlock.Builder targets;
    private final ByteSampleBlock.Builder bytes;
    private final FloatSampleBlock.Builder floats;
    private final SparseSampleBlock.Builder sparse;

    Copy(SampleBlock like, int size, long first) {
      this(like, like.shape(), size, first, isSparse(like));
    }

    /** Of changed samples: of these all values are kept. */
    Copy(SampleBlock like, ImageShape shape, int size, long first) {
      this(like, shape, size, first, false);
    }

    private Copy(SampleBlock like, ImageShape shape, int size, long first, boolean isSparse) {
      width = like.targetWidth();
      targets = new TargetSampleBlock.Builder(width, like.weighted(), size);
      boolean images = !isReal(like);
      boolean real = !images && !isSparse;
      bytes = images ? ByteSampleBlock.builder(shape, size).firstIndex(first) : null;
      floats = real ? FloatSampleBlock.builder(shape, size).firstIndex(first) : null;
      sparse = isSparse ? SparseSampleBlock.builder(shape.width(), size).firstIndex(first) : null;
    }

    void add(SampleBlock block, int from, int to) {
      SampleBlock samples = samples(block);
      float[] target = new float[width];
      for (int row = from; row < to; row++) {
        boolean inFile = samples instanceof FileSampleBlock;
        SampleBlock read = inFile ? ((FileSampleBlock) samples).sample(row) : samples;
        int at = inFile ? 0 : row;
        if (read instanceof FloatSampleBlock values) {
          floats.add(values.values(at), block.label(row));
        } else if (read instanceof SparseSampleBlock rows) {
          sparse.add(rows.indices(at), rows.values(at), block.label(row));
        } else {
          bytes.add(((ByteSampleBlock) read).pixels(at), block.label(row));
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
