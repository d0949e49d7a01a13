package io.kindling.nn;

import io.kindling.optim.GradientClipping;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All parameters of a module side by side in one array, and their gradients in another, in order of
 * registration. The parameters stay the tensors they were and now live here; backward adds straight
 * into the gradient array. All-reduce, clipping, the optimizer and checkpoints are then one loop
 * over one array.
 */
public final class FlatParameters {
  /** Elements that sums over the gradients add up first, before they add block to block. */
  public static final int BLOCK = GradientClipping.BLOCK;

  private final List<Tensor> parameters;
  private final int[] starts;
  private final float[] values;
  private final float[] gradients;
  private final Storage valueStorage;
  private final Storage gradientStorage;

  private FlatParameters(List<Tensor> parameters, int length) {
    this.parameters = parameters;
    this.values = new float[length];
    this.gradients = new float[length];
    this.valueStorage = Storage.of(values);
    this.gradientStorage = Storage.of(gradients);
    this.starts = new int[parameters.size() + 1];
    int at = 0;
    for (int i = 0; i < parameters.size(); i++) {
      Tensor parameter = parameters.get(i);
      parameter.rehome(valueStorage, at);
      Shape shape = parameter.shape();
      parameter.setGrad(Tensor.strided(gradientStorage, shape, shape.contiguousStrides(), at));
      at += parameter.numel();
      starts[i + 1] = at;
    }
  }

  /**
   * Moves the parameters of {@code module}.
   *
   * @throws IllegalArgumentException when one is not float32, or together they exceed 2^31-1
   */
  public static FlatParameters of(Module module) {
    long length = 0;
    for (var entry : module.namedParameters().entrySet()) {
      if (entry.getValue().dtype() != DType.FLOAT32) {
        throw new IllegalArgumentException(
            "FlatParameters: parameter "
                + entry.getKey()
                + " is "
                + entry.getValue().dtype()
                + "; only float32 parameters can be laid flat");
      }
      length += entry.getValue().numel();
    }
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "FlatParameters: " + length + " parameters exceed one Java array");
    }
    return new FlatParameters(module.parameters(), (int) length);
  }

  /** The parameters, views into {@link #values}. */
  public List<Tensor> parameters() {
    return parameters;
  }

  /** Number of floats. */
  public int length() {
    return values.length;
  }

  /** The values themselves; writing changes the module. */
  public float[] values() {
    return values;
  }

  /** The gradients themselves; backward adds to them. */
  public float[] gradients() {
    return gradients;
  }

  /**
   * The part [from, to) of the values as tensors with gradients, one for each parameter that it
   * touches, whole or cut: an optimizer over them keeps state for this part only. Where the
   * optimizer is element-wise it changes these values to the bits that one over everything would.
   *
   * <pre>{@code
   * int[] cuts = flat.cuts(workers, !factory.elementwise());
   * Optimizer mine = factory.create(flat.slice(cuts[rank], cuts[rank + 1]));
   * }</pre>
   *
   * @return an empty list for an empty part
   */
  public List<Tensor> slice(int from, int to) {
    if (from < 0 || to < from || to > values.length) {
      throw new IndexOutOfBoundsException(
          "FlatParameters.slice: [" + from + ", " + to + ") is not within [0, " + length() + ")");
    }
    List<Tensor> pieces = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      int begin = Math.max(from, starts[i]);
      int end = Math.min(to, starts[i + 1]);
      if (begin < end) {
        boolean whole = begin == starts[i] && end == starts[i + 1];
        Shape shape = whole ? parameters.get(i).shape() : Shape.of(end - begin);
        int[] strides = shape.contiguousStrides();
        Tensor piece = Tensor.strided(valueStorage, shape, strides, begin).requiresGrad_();
        piece.setGrad(Tensor.strided(gradientStorage, shape, strides, begin));
        pieces.add(piece);
      }
    }
    return pieces;
  }

  /**
   * Where to cut the values into {@code parts} of nearly equal length: part i is from cut i to cut
   * i+1; parts may be empty.
   *
   * @param wholeParameters whether to cut between parameters only; otherwise cuts are multiples of
   *     {@link #BLOCK}
   */
  public int[] cuts(int parts, boolean wholeParameters) {
    if (parts < 1) {
      throw new IllegalArgumentException("FlatParameters.cuts: needs 1 part or more, got " + parts);
    }
    int[] cuts = new int[parts + 1];
    for (int i = 1; i < parts; i++) {
      long ideal = (long) length() * i / parts;
      cuts[i] = wholeParameters ? nearestStart(ideal) : (int) (ideal / BLOCK * BLOCK);
    }
    cuts[parts] = length();
    return cuts;
  }

  private int nearestStart(long ideal) {
    int nearest = 0;
    for (int start : starts) {
      if (Math.abs(start - ideal) < Math.abs(nearest - ideal)) {
        nearest = start;
      }
    }
    return nearest;
  }

  /** Overwrites all values. */
  public void load(float[] from) {
    if (from.length != values.length) {
      throw new IllegalArgumentException(
          "FlatParameters.load: the module has "
              + values.length
              + " parameters, got "
              + from.length);
    }
    System.arraycopy(from, 0, values, 0, from.length);
    valueStorage.bumpVersion();
  }

  /** Sets all gradients to zero. */
  public void zeroGradients() {
    Arrays.fill(gradients, 0);
  }
}
