package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One tensor into several views along a dimension: split, chunk, unbind. */
public final class Splitting {
  private Splitting() {}

  /** Pieces of {@code size}; the last may be smaller. */
  public static List<Tensor> split(Tensor x, int size, int dim) {
    Views.checkDimensions("split", x);
    int d = Shape.wrapDim(dim, x.dim());
    int n = x.size(d);
    if (size < 0 || (size == 0 && n > 0)) {
      throw new IllegalArgumentException(
          "split expects split_size be positive, but got split_size=" + size);
    }
    int pieces = n == 0 ? 1 : n / size + (n % size == 0 ? 0 : 1);
    int[] sizes = new int[pieces];
    Arrays.fill(sizes, size);
    sizes[pieces - 1] = n - size * (pieces - 1);
    return pieces("SplitBackward0", x, d, sizes);
  }

  /** Pieces of the given sizes, which must add up. */
  public static List<Tensor> split(Tensor x, int[] sizes, int dim) {
    Views.checkDimensions("split", x);
    int d = Shape.wrapDim(dim, x.dim());
    if (Arrays.stream(sizes).asLongStream().sum() != x.size(d)
        || Arrays.stream(sizes).anyMatch(n -> n < 0)) {
      throw new IllegalArgumentException(
          "split_with_sizes expects split_sizes to sum exactly to "
              + x.size(d)
              + " (input tensor's size at dimension "
              + d
              + "), but got split_sizes="
              + Arrays.toString(sizes));
    }
    return pieces("SplitWithSizesBackward0", x, d, sizes.clone());
  }

  /** At most {@code chunks} pieces of equal size; the last may be smaller. */
  public static List<Tensor> chunk(Tensor x, int chunks, int dim) {
    if (chunks < 1) {
      throw new IllegalArgumentException(
          "chunk expects `chunks` to be greater than 0, got: " + chunks);
    }
    Views.checkDimensions("chunk", x);
    int n = x.size(dim);
    int size = n / chunks + (n % chunks == 0 ? 0 : 1);
    return n == 0 ? split(x, new int[chunks], dim) : split(x, size, dim);
  }

  private static List<Tensor> pieces(String name, Tensor x, int d, int[] sizes) {
    int[] strides = x.strides();
    Tensor[] views = new Tensor[sizes.length];
    int start = 0;
    for (int i = 0; i < sizes.length; i++) {
      int[] shape = x.shape().toArray();
      shape[d] = sizes[i];
      views[i] = view(x, Shape.of(shape), strides, x.offset() + start * strides[d]);
      start += sizes[i];
    }
    if (views.length == 0) {
      return List.of();
    }
    Recorder.op(name)
        .inputs((gs, s) -> new Tensor[] {Join.cat(filled(gs, views), d)}, x)
        .recordAll(views);
    return List.of(views);
  }

  /** The slices of a dimension, which is dropped. */
  public static List<Tensor> unbind(Tensor x, int dim) {
    int d = Shape.wrapDim(dim, x.dim());
    if (x.dim() == 0) {
      throw new IllegalArgumentException(
          "unbind: Dimension specified as 0 but tensor has no dimensions");
    }
    int n = x.size(d);
    Tensor[] views = new Tensor[n];
    int[] strides = x.strides();
    int[] shape = new int[x.dim() - 1];
    int[] steps = new int[x.dim() - 1];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = x.size(i < d ? i : i + 1);
      steps[i] = strides[i < d ? i : i + 1];
    }
    for (int i = 0; i < n; i++) {
      views[i] = view(x, Shape.of(shape), steps, x.offset() + i * strides[d]);
    }
    if (n > 0) {
      Recorder.op("UnbindBackward0")
          .inputs((gs, s) -> new Tensor[] {Join.stack(filled(gs, views), d)}, x)
          .recordAll(views);
    }
    return List.of(views);
  }

  private static Tensor view(Tensor x, Shape shape, int[] strides, int offset) {
    return io.kindling.autograd.GradMode.isEnabled()
        ? x.viewAs(shape, strides, offset, Tensor.ViewKind.ONE_OF_SEVERAL)
        : x.viewAs(shape, strides, offset);
  }

  /** The gradients with zeros for missing ones. */
  private static List<Tensor> filled(Tensor[] gradients, Tensor[] like) {
    List<Tensor> all = new ArrayList<>(gradients.length);
    for (int i = 0; i < gradients.length; i++) {
      all.add(gradients[i] == null ? Tensors.zerosLike(like[i]) : gradients[i]);
    }
    return all;
  }
}
