package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.nn.init.Init;
import io.kindling.ops.Convolution;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Arrays;
import java.util.Locale;

/** What convolution layers share: weight, bias, settings, padding that is not zeros. */
abstract sealed class ConvLayer extends Module
    permits Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d {
  private static final long serialVersionUID = 1L;

  private final ConvOptions options;
  private final boolean paddingInside;
  private transient Convolution.Config config;
  private final Tensor weight;
  private final Tensor bias;

  /** Weight (first, second / groups, kernel...), uniform in +-1/sqrt(fan in). */
  ConvLayer(ConvOptions options, int rank, int first, int second) {
    if (options.rank() != rank) {
      throw new IllegalArgumentException(
          name()
              + ": needs options of "
              + rank
              + " spatial dimensions, got "
              + options.rank()
              + "; make them with "
              + name()
              + ".options(...)");
    }
    this.options = options;
    this.paddingInside = paddingInside(options);
    int[] sizes = new int[rank + 2];
    sizes[0] = first;
    sizes[1] = second / options.groups();
    System.arraycopy(options.kernelSize(), 0, sizes, 2, rank);
    this.weight = registerParameter("weight", Tensors.zeros(sizes));
    int outChannels = options.outChannels();
    this.bias = registerParameter("bias", options.bias() ? Tensors.zeros(outChannels) : null);
    Init.defaultUniform(weight, bias, weight.numel() / first);
  }

  /** The weight, a parameter. */
  public final Tensor weight() {
    return weight;
  }

  /** The bias, a parameter, or null. */
  public final Tensor bias() {
    return bias;
  }

  /** What the layer was made with. */
  public final ConvOptions options() {
    return options;
  }

  /** The input with its padding, unless that is zeros, which the convolution itself supplies. */
  final Tensor padded(Tensor input) {
    if (paddingInside) {
      return input;
    }
    ConvOptions.PaddingMode mode = options.paddingMode();
    return mode == ConvOptions.PaddingMode.ZEROS
        ? input.pad(0, options.sides())
        : F.pad(input, lower(mode), options.sides());
  }

  private static String lower(ConvOptions.PaddingMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  /** Whether the padding is of zeros and the same on both sides. */
  private static boolean paddingInside(ConvOptions options) {
    int[] sides = options.sides();
    boolean symmetric = true;
    for (int i = 0; i < sides.length; i += 2) {
      symmetric &= sides[i] == sides[i + 1];
    }
    boolean zeros = options.paddingMode() == ConvOptions.PaddingMode.ZEROS;
    return zeros && symmetric || Arrays.stream(sides).allMatch(side -> side == 0);
  }

  /** The movement of the kernel over what {@link #padded} gives. */
  final Convolution.Config config() {
    if (config == null) {
      config = makeConfig();
    }
    return config;
  }

  private Convolution.Config makeConfig() {
    int[] padding = new int[options.rank()];
    if (paddingInside) {
      int[] sides = options.sides();
      for (int i = 0; i < padding.length; i++) {
        padding[i] = sides[2 * (padding.length - 1 - i)];
      }
    }
    return new Convolution.Config(options.stride(), padding, options.dilation(), options.groups());
  }

  @Override
  protected final void describe(Settings settings) {
    int[] zeros = new int[options.rank()];
    int[] ones = zeros.clone();
    Arrays.fill(ones, 1);
    settings.bare("in_channels", options.inChannels());
    settings.bare("out_channels", options.outChannels());
    settings.named("kernel_size", options.kernelSize()).named("stride", options.stride());
    if (options.paddingText() == null) {
      settings.unless(zeros, "padding", options.padding());
    } else {
      settings.printed("padding=" + options.paddingText()).keep("padding", options.paddingText());
    }
    settings.unless(ones, "dilation", options.dilation());
    settings.unless(zeros, "output_padding", options.outputPadding());
    settings.unless(1, "groups", options.groups()).unless(true, "bias", options.bias());
    if (options.paddingMode() != ConvOptions.PaddingMode.ZEROS) {
      String mode = lower(options.paddingMode());
      settings.printed("padding_mode=" + mode).keep("padding_mode", mode);
    }
  }
}
