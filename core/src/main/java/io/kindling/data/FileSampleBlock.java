package io.kindling.data;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;

/**
 * Samples in a file of this process, for more of them than memory holds: each is read when it is
 * needed, so that samples come in any order, as from memory, and with the same bits. The heap holds
 * some hundred bytes of it, however many samples there are.
 *
 * <p>The file belongs to the block: it goes when the block is closed, or is garbage, or the process
 * ends. So a block cannot be sent to another process; who needs it there must make it anew.
 * Immutable, and safe for concurrent readers.
 */
public final class FileSampleBlock implements SampleBlock, AutoCloseable {
  private static final long serialVersionUID = 1L;

  /** Not a field: who estimates the size of a block would look at all that an open file holds. */
  private static final Map<FileSampleBlock, RowFile> FILES =
      Collections.synchronizedMap(new WeakHashMap<>());

  private static final ThreadLocal<Cursor> CURSOR = ThreadLocal.withInitial(Cursor::new);

  private final long firstIndex;
  private final int size;
  private final long bytes;
  private final long fingerprint;
  private final ImageShape shape;
  private final boolean real;
  private final int width;
  private final boolean weighted;

  private FileSampleBlock(Writer writer, long bytes) {
    firstIndex = writer.firstIndex;
    size = writer.size;
    fingerprint = writer.fingerprint;
    shape = writer.shape;
    real = writer.real;
    width = writer.width;
    weighted = writer.weighted;
    this.bytes = bytes;
  }

  /** Blocks of this process whose file is open. */
  public static int count() {
    return FILES.size();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public long firstIndex() {
    return firstIndex;
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  /** Whether samples are real numbers, and not bytes. */
  boolean real() {
    return real;
  }

  @Override
  public int label(int row) {
    return tail(row).getInt();
  }

  @Override
  public int targetWidth() {
    return width;
  }

  @Override
  public void target(int row, float[] out, int offset) {
    if (width > 0) {
      ByteBuffer tail = tail(row);
      tail.position(tail.position() + Integer.BYTES).asFloatBuffer().get(out, offset, width);
    }
  }

  @Override
  public boolean weighted() {
    return weighted;
  }

  @Override
  public float weight(int row) {
    if (!weighted) {
      return 1f;
    }
    ByteBuffer tail = tail(row);
    return tail.getFloat(tail.position() + Integer.BYTES + width * Float.BYTES);
  }

  /** Room that the file takes, in bytes. */
  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public long fingerprint() {
    return fingerprint;
  }

  @Override
  public void read(int row, ImageBuffer image) {
    sample(row).read(0, image);
  }

  @Override
  public void write(
      int row, Normalization normalization, Placement placement, float[] out, int offset) {
    sample(row).write(0, normalization, placement, out, offset);
  }

  /**
   * A sample, without target and weight, as a block of its own; valid until this thread next reads
   * a block of this class.
   */
  SampleBlock sample(int row) {
    Objects.checkIndex(row, size);
    return CURSOR.get().at(this).sample(row);
  }

  /** Label, target and weight of a sample. */
  private ByteBuffer tail(int row) {
    Objects.checkIndex(row, size);
    return CURSOR.get().at(this).tail(row);
  }

  /** Gives the file's room back; nobody may read the block any more. */
  @Override
  public void close() {
    RowFile file = FILES.remove(this);
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private RowFile file() {
    RowFile file = FILES.get(this);
    if (file == null) {
      throw new IllegalStateException(
          "sample block: the file of the samples from "
              + firstIndex
              + " on is closed, or that of another process; the block must be made anew");
    }
    return file;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    throw new NotSerializableException(
        "a block of samples in a file of one process, which is made anew in another");
  }

  private static int sampleBytes(ImageShape shape, boolean real) {
    return Math.multiplyExact(shape.size(), real ? Float.BYTES : 1);
  }

  private static int tailBytes(int width, boolean weighted) {
    return Integer.BYTES + (width + (weighted ? 1 : 0)) * Float.BYTES;
  }

  private static ByteBuffer record(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What a thread has read last. A record is the sample, then label, target and weight. */
  private static final class Cursor {
    private WeakReference<FileSampleBlock> block = new WeakReference<>(null);
    private RowFile file;
    private int samples;
    private int tails;
    private ByteBuffer record;
    private float[] values;
    private SampleBlock sample;
    private int row;
    private int tailRow;

    Cursor at(FileSampleBlock wanted) {
      if (block.get() != wanted) {
        file = wanted.file();
        samples = sampleBytes(wanted.shape, wanted.real);
        tails = tailBytes(wanted.width, wanted.weighted);
        record = record(samples + tails);
        values = wanted.real ? new float[wanted.shape.size()] : null;
        int[] label = {0};
        sample =
            wanted.real
                ? new FloatSampleBlock(0, wanted.shape, values, label)
                : new ByteSampleBlock(0, wanted.shape, record.array(), label);
        row = -1;
        tailRow = -1;
        block = new WeakReference<>(wanted);
      }
      return this;
    }

    SampleBlock sample(int wanted) {
      if (row != wanted) {
        row = -1; // it stays so when reading fails
        tailRow = -1;
        read(wanted, 0, samples + tails);
        if (values != null) {
          record.position(0).asFloatBuffer().get(values);
        }
        row = wanted;
        tailRow = wanted;
      }
      return sample;
    }

    ByteBuffer tail(int wanted) {
      if (tailRow != wanted) {
        row = -1;
        tailRow = -1;
        read(wanted, samples, tails);
        tailRow = wanted;
      }
      return record.position(samples);
    }

    private void read(int wanted, int from, int count) {
      try {
        file.read(wanted, from, count, record.array());
      } catch (IOException e) {
        throw new UncheckedIOException("sample block: " + e.getMessage(), e);
      }
    }
  }

  /**
   * Writes a block of samples that come in pieces, each a block that memory holds. Not thread-safe.
   * Closed without {@link #build} it leaves nothing behind.
   */
  public static final class Writer implements AutoCloseable {
    private final Path path;
    private RowFile file;
    private long firstIndex;
    private int size;
    private long fingerprint;
    private ImageShape shape;
    private boolean real;
    private int width;
    private boolean weighted;
    private ByteBuffer record;
    private float[] target;

    /**
     * @param path a name for the file, in a folder that is there; where the system allows it the
     *     name is gone again at once
     */
    public Writer(Path path) {
      this.path = Objects.requireNonNull(path, "path");
    }

    /** Samples written so far. */
    public int size() {
      return size;
    }

    /**
     * Adds all samples of {@code piece}.
     *
     * @param piece of the kind and shape of those before, of which it begins where the last ends
     * @throws DataException when it is another, does not follow, or is of vectors without zeros
     * @throws UncheckedIOException when it cannot be written, as when the disk is full
     */
    public void append(SampleBlock piece) {
      if (piece.size() == 0) {
        return;
      }
      try {
        if (file == null) {
          begin(piece);
        }
        check(piece);
        for (int row = 0; row < piece.size(); row++) {
          put(piece, row);
          file.append(record.array());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      size += piece.size();
      fingerprint += piece.fingerprint();
    }

    private void begin(SampleBlock first) throws IOException {
      if (SampleBlocks.isSparse(first)) {
        throw new DataException(
            "sample block: vectors without their zeros are kept in memory, not in a file");
      }
      firstIndex = first.firstIndex();
      shape = first.shape();
      real = SampleBlocks.isReal(first);
      width = first.targetWidth();
      weighted = first.weighted();
      record = record(sampleBytes(shape, real) + tailBytes(width, weighted));
      target = new float[width];
      file = RowFile.create(path, record.capacity());
    }

    private void check(SampleBlock piece) {
      if (piece.firstIndex() != firstIndex + size) {
        throw new DataException(
            "sample blocks: sample "
                + piece.firstIndex()
                + " follows, wanted sample "
                + (firstIndex + size));
      }
      if (!piece.shape().equals(shape)
          || SampleBlocks.isReal(piece) != real
          || piece.targetWidth() != width
          || piece.weighted() != weighted) {
        throw new DataException(
            "sample blocks: samples of " + piece.shape() + " follow, others than " + shape);
      }
      if (piece.size() > Integer.MAX_VALUE - size) {
        throw new DataException("sample block: more than 2^31 - 1 samples; use more partitions");
      }
    }

    private void put(SampleBlock piece, int row) {
      SampleBlocks.copy(piece, row, record.clear());
      record.putInt(piece.label(row));
      if (width > 0) {
        piece.target(row, target, 0);
        record.asFloatBuffer().put(target);
        record.position(record.position() + width * Float.BYTES);
      }
      if (weighted) {
        record.putFloat(piece.weight(row));
      }
    }

    /**
     * The block of all samples; the writer must not be used afterwards.
     *
     * @throws IllegalStateException when there are none
     * @throws UncheckedIOException when they cannot be written
     */
    public FileSampleBlock build() {
      if (file == null) {
        throw new IllegalStateException("sample block: a file of no samples");
      }
      try {
        file.finish();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      FileSampleBlock block = new FileSampleBlock(this, file.bytes());
      FILES.put(block, file);
      file = null;
      return block;
    }

    /** Deletes what was written, unless it was built. */
    @Override
    public void close() {
      if (file != null) {
        try {
          file.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        file = null;
      }
    }
  }
}
