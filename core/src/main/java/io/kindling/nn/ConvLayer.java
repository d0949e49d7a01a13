package io.kindling.nn;

import io.kindling.nn.init.Init;
import io.kindling.ops.Convolution;
import io.kindling.ops.EdgePadding;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Arrays;

/** What convolution layers share: weight, bias, settings, padding that is not zeros. */
abstract sealed class ConvLayer extends Module permits Conv1d, Conv2d, ConvTranspose2d {
  private static final long serialVersionUID = 1L;

  private final ConvOptions options;
  private final Tensor weight;
  private final Tensor bias;

  /** Weight (first, second / groups, kernel...), uniform in +-1/sqrt(fan in). */
  ConvLayer(ConvOptions options, int rank, int first, int second) {
    if (options.kernel().length != rank) {
      throw new IllegalArgumentException(
          name()
              + ": needs options of "
              + rank
              + " spatial dimensions, got "
              + options.kernel().length);
    }
    this.options = options;
    int[] sizes = new int[rank + 2];
    sizes[0] = first;
    sizes[1] = second / options.groups();
    System.arraycopy(options.kernel(), 0, sizes, 2, rank);
    this.weight = registerParameter("weight", Tensors.zeros(sizes));
    int outChannels = options.outChannels();
    this.bias = registerParameter("bias", options.bias() ? Tensors.zeros(outChannels) : null);
    Init.defaultUniform(weight, bias, first == 0 ? 0 : weight.numel() / first);
  }

  /** The weight, a parameter. */
  public final Tensor weight() {
    return weight;
  }

  /** The bias, a parameter, or null. */
  public final Tensor bias() {
    return bias;
  }

  final ConvOptions options() {
    return options;
  }

  /** The input with its padding, unless that is zeros, which the convolution itself supplies. */
  final Tensor padded(Tensor input) {
    int[] padding = options.padding();
    if (zeroPadding()) {
      return input;
    }
    int[] amounts = new int[2 * padding.length];
    for (int i = 0; i < padding.length; i++) {
      int dim = padding.length - 1 - i;
      amounts[2 * i] = padding[dim];
      amounts[2 * i + 1] = padding[dim];
    }
    return EdgePadding.pad(input, EdgePadding.Mode.valueOf(options.paddingMode().name()), amounts);
  }

  private boolean zeroPadding() {
    return options.paddingMode() == ConvOptions.PaddingMode.ZEROS
        || Arrays.stream(options.padding()).allMatch(p -> p == 0);
  }

  /** The movement of the kernel over what {@link #padded} gives. */
  final Convolution.Config config() {
    int[] padding = zeroPadding() ? options.padding() : new int[options.padding().length];
    return new Convolution.Config(
        pair(options.stride(), 1), pair(padding, 0), pair(options.dilation(), 1), options.groups());
  }

  /** One dimension counts as the width of an image one row high. */
  private static int[] pair(int[] values, int height) {
    return values.length == 2 ? values : new int[] {height, values[0]};
  }

  @Override
  protected final String extraRepr() {
    StringBuilder out = new StringBuilder();
    out.append(options.inChannels()).append(", ").append(options.outChannels());
    out.append(", kernel_size=").append(PythonText.tuple(options.kernel()));
    out.append(", stride=").append(PythonText.tuple(options.stride()));
    append(out, "padding", options.padding(), 0);
    append(out, "dilation", options.dilation(), 1);
    append(out, "output_padding", options.outputPadding(), 0);
    if (options.groups() != 1) {
      out.append(", groups=").append(options.groups());
    }
    out.append(options.bias() ? "" : ", bias=False");
    if (options.paddingMode() != ConvOptions.PaddingMode.ZEROS) {
      String mode = options.paddingMode().name().toLowerCase(java.util.Locale.ROOT);
      out.append(", padding_mode=").append(mode);
    }
    return out.toString();
  }

  private static void append(StringBuilder out, String name, int[] values, int usual) {
    if (Arrays.stream(values).anyMatch(value -> value != usual)) {
      out.append(", ").append(name).append('=').append(PythonText.tuple(values));
    }
  }
}
