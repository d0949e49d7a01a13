package io.kindling.spark.worker;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoSerializable;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.spark.wire.WireFormat;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;

/**
 * What partitions have to add to one step: the gradient of their summed loss, their share of the
 * model's buffers, and the sums that reports are made of.
 *
 * <p>A contribution without samples has no arrays; it still counts as zeros in a sum. Travels
 * between tasks as raw little-endian bytes under Java serialization and Kryo alike, and to the
 * driver as {@link #encode}, for the driver's classes need not be those of the tasks. Not
 * thread-safe.
 */
public final class Contribution implements Serializable, KryoSerializable {
  private static final long serialVersionUID = 1L;
  private static final byte[] NOTHING = {};
  private static final int SUMS = 40;
  private static final int HEADER = 24;

  /** In place of a number of runs: all elements follow. */
  private static final int ALL = -1;

  private transient float[] gradient;
  private transient double[] buffers;
  private transient Evaluation sums;
  private transient double seconds;
  private transient WireFormat format = WireFormat.FLOAT32;
  private transient ProgramFailure failure;
  private transient KernelNames kernels = KernelNames.none();

  /** For Kryo. */
  Contribution() {}

  /**
   * @param gradient of the summed loss, flat; null without samples; not copied
   * @param buffers the model's buffers after the step, times the number of samples; null without
   *     samples; not copied
   * @param sums over the samples
   * @param seconds time the worker took
   */
  public Contribution(float[] gradient, double[] buffers, Evaluation sums, double seconds) {
    this.gradient = gradient;
    this.buffers = buffers;
    this.sums = sums;
    this.seconds = seconds;
  }

  /** The contribution of a partition that has no sample in the batch. */
  public static Contribution empty() {
    return new Contribution(null, null, Evaluation.none(), 0);
  }

  /** What a partition has to say that could not contribute, and could not on another attempt. */
  public static Contribution failed(ProgramFailure failure) {
    Contribution none = empty();
    none.failure = failure;
    return none;
  }

  /** Judged samples without a gradient. */
  public static Contribution of(Evaluation sums) {
    return new Contribution(new float[0], new double[0], sums, 0);
  }

  /**
   * This sum, unless a partition of it has failed.
   *
   * @throws ProgramException of the first partition that has
   * @throws io.kindling.data.DataException when that was because of its data
   */
  public Contribution orThrow() {
    if (failure != null) {
      throw failure.toException();
    }
    return this;
  }

  /**
   * This plus {@code right}, in float32, element by element. Both operands are given up: the result
   * is one of them.
   */
  public Contribution plus(Contribution right) {
    gradient = sum(gradient, right.gradient);
    buffers = sum(buffers, right.buffers);
    sums = sums.plus(right.sums);
    seconds = Math.max(seconds, right.seconds);
    failure = failure == null ? right.failure : failure;
    kernels = kernels.plus(right.kernels);
    return this;
  }

  private static float[] sum(float[] left, float[] right) {
    if (left == null && right == null) {
      return null;
    }
    float[] into = left == null ? right : left;
    if (left == null || right == null) {
      for (int i = 0; i < into.length; i++) {
        into[i] += 0f; // the sum with a zero: -0 becomes 0
      }
    } else {
      for (int i = 0; i < into.length; i++) {
        into[i] += right[i];
      }
    }
    return into;
  }

  private static double[] sum(double[] left, double[] right) {
    if (left == null && right == null) {
      return null;
    }
    double[] into = left == null ? right : left;
    for (int i = 0; i < into.length; i++) {
      into[i] += left == null || right == null ? 0 : right[i];
    }
    return into;
  }

  /** Gradient of the summed loss, flat; null without samples. */
  public float[] gradient() {
    return gradient;
  }

  /** Buffers after the step, each times the number of samples behind it; null without samples. */
  public double[] buffers() {
    return buffers;
  }

  /** Sums over the samples, as the model saw them in training mode. */
  public Evaluation sums() {
    return sums;
  }

  /** Time of the slowest worker for forward and backward, in seconds. */
  public double seconds() {
    return seconds;
  }

  /** Which workers have computed with which kernels. */
  public KernelNames kernels() {
    return kernels;
  }

  /** Says with which kernels this was computed. */
  public Contribution computedWith(KernelNames names) {
    kernels = names;
    return this;
  }

  /** Says how the gradient is encoded wherever this, or a sum made of it, travels. */
  public Contribution sentAs(WireFormat wireFormat) {
    format = wireFormat;
    return this;
  }

  /**
   * All of it: sums, format, counts, failure, kernels, gradient (where most of it is zero, {@link
   * NonZeroRuns}), buffers as float64; little-endian.
   *
   * @throws IllegalStateException when that is more than one array holds
   */
  public byte[] encode() {
    int elements = gradient == null ? 0 : gradient.length;
    int others = buffers == null ? 0 : buffers.length;
    byte[] words = failure == null ? NOTHING : JavaBytes.write(failure, "a worker's failure");
    byte[] names = kernels.encode();
    NonZeroRuns runs = elements == 0 ? null : NonZeroRuns.of(gradient, format);
    long own = runs == null ? (long) format.width() * elements : runs.bytes(format);
    long arrays = own + 8L * others;
    long size = SUMS + HEADER + arrays + words.length + names.length;
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException(
          "a gradient of "
              + elements
              + " elements takes "
              + size
              + " bytes, more than one message of 2^31 bytes holds; use all-reduce sharded");
    }
    ByteBuffer out = ByteBuffer.allocate((int) size).order(WireFormat.ORDER);
    out.putDouble(sums.lossSum()).putDouble(sums.weight());
    out.putLong(sums.samples()).putLong(sums.correct());
    out.putDouble(seconds);
    out.putInt(format.ordinal()).putInt(elements).putInt(others);
    out.putInt(words.length).putInt(names.length);
    out.putInt(runs == null ? ALL : runs.count());
    out.put(words).put(names);
    if (runs != null) {
      runs.encode(gradient, format, out);
    } else if (elements > 0) {
      format.encode(gradient, 0, elements, out);
    }
    if (others > 0) {
      out.asDoubleBuffer().put(buffers);
    }
    return out.array();
  }

  /** What {@link #encode} wrote. */
  public static Contribution decode(byte[] bytes) {
    Contribution part = new Contribution();
    part.fromBytes(bytes);
    return part;
  }

  private void fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(WireFormat.ORDER);
    sums = new Evaluation(in.getDouble(), in.getDouble(), in.getLong(), in.getLong());
    seconds = in.getDouble();
    format = WireFormat.values()[in.getInt()];
    int elements = in.getInt();
    int others = in.getInt();
    byte[] words = new byte[in.getInt()];
    byte[] names = new byte[in.getInt()];
    int runs = in.getInt();
    in.get(words).get(names);
    kernels = KernelNames.decode(names);
    failure = words.length == 0 ? null : JavaBytes.read(words, ProgramFailure.class);
    if (sums.samples() > 0) {
      gradient = new float[elements];
      if (runs == ALL) {
        format.decode(in, gradient, 0, elements);
      } else {
        NonZeroRuns.decode(in, runs, format, gradient);
      }
      buffers = new double[others];
      in.asDoubleBuffer().get(buffers);
    }
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.writeUnshared(encode());
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    fromBytes((byte[]) in.readUnshared());
  }

  @Override
  public void write(Kryo kryo, Output out) {
    byte[] bytes = encode();
    out.writeInt(bytes.length);
    out.writeBytes(bytes);
  }

  @Override
  public void read(Kryo kryo, Input in) {
    fromBytes(in.readBytes(in.readInt()));
  }
}
