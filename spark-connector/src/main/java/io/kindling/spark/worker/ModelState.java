package io.kindling.spark.worker;

import io.kindling.nn.FlatParameters;
import io.kindling.nn.Module;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The values of a model: its parameters, side by side in order of registration, and its buffers
 * (running statistics) likewise. Buffers of every type are kept as doubles, which hold float32
 * exactly and integers up to 2^53.
 *
 * @param parameters not copied
 * @param buffers not copied
 */
public record ModelState(float[] parameters, double[] buffers) {
  private static final int HEADER = 8;

  /** A copy of the values of a module and its flat parameters. */
  public static ModelState of(Module module, FlatParameters flat) {
    return new ModelState(flat.values().clone(), readBuffers(module.buffers()));
  }

  /** Puts the values into a module and its flat parameters. */
  public void loadInto(Module module, FlatParameters flat) {
    flat.load(parameters);
    writeBuffers(module.buffers(), buffers);
  }

  /**
   * The values as bytes: two counts, parameters as float32, buffers as float64, little-endian.
   *
   * @throws IllegalStateException when they exceed one Java array
   */
  public byte[] encode() {
    long size = HEADER + 4L * parameters.length + 8L * buffers.length;
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException(
          "a model of "
              + parameters.length
              + " parameters takes "
              + size
              + " bytes, more than one message of 2^31 bytes holds");
    }
    ByteBuffer out = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(parameters.length).putInt(buffers.length);
    out.asFloatBuffer().put(parameters);
    out.position(HEADER + 4 * parameters.length);
    out.asDoubleBuffer().put(buffers);
    return out.array();
  }

  /** {@link #encode} of a module and its flat parameters as they are, without a copy between. */
  static byte[] encode(Module module, FlatParameters flat) {
    return new ModelState(flat.values(), readBuffers(module.buffers())).encode();
  }

  /** Puts the values that were encoded into a module of the same structure. */
  static void decodeInto(byte[] bytes, Module module, FlatParameters flat) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (in.getInt() != flat.length()) {
      throw new IllegalStateException(
          "a model of " + flat.length() + " parameters got the values of another");
    }
    double[] buffers = new double[in.getInt()];
    in.asFloatBuffer().get(flat.values());
    flat.parameters().get(0).storage().bumpVersion();
    in.position(HEADER + 4 * flat.length());
    in.asDoubleBuffer().get(buffers);
    writeBuffers(module.buffers(), buffers);
  }

  /** What {@link #encode} wrote. */
  public static ModelState decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    float[] parameters = new float[in.getInt()];
    double[] buffers = new double[in.getInt()];
    in.asFloatBuffer().get(parameters);
    in.position(HEADER + 4 * parameters.length);
    in.asDoubleBuffer().get(buffers);
    return new ModelState(parameters, buffers);
  }

  /** The elements of all tensors, one after the other. */
  static double[] readBuffers(List<Tensor> tensors) {
    double[] all = new double[tensors.stream().mapToInt(Tensor::numel).sum()];
    int at = 0;
    for (Tensor tensor : tensors) {
      double[] values = tensor.toDoubleArray();
      System.arraycopy(values, 0, all, at, values.length);
      at += values.length;
    }
    return all;
  }

  /** The reverse of {@link #readBuffers}; integers are rounded. */
  static void writeBuffers(List<Tensor> tensors, double[] all) {
    int at = 0;
    for (Tensor tensor : tensors) {
      boolean real = tensor.dtype() == DType.FLOAT32 || tensor.dtype() == DType.FLOAT64;
      for (int i = 0; i < tensor.numel(); i++) {
        double value = all[at++];
        tensor.storage().setDouble(tensor.offset() + i, real ? value : Math.rint(value));
      }
      tensor.storage().bumpVersion();
    }
  }
}
