package io.kindling.nn;

import io.kindling.nn.init.Init;
import io.kindling.ops.Convolution;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/**
 * 2-d convolution, (N, C, H, W) or (C, H, W) to the same with other channels and size; {@code
 * torch.nn.Conv2d}. Weight and bias begin uniform in +-1/sqrt(C / groups * kernel area).
 */
public final class Conv2d extends Module {
  private static final long serialVersionUID = 1L;

  private final Options options;
  private final Tensor weight;
  private final Tensor bias;

  /** Stride 1, no padding, with bias. */
  public Conv2d(int inChannels, int outChannels, int kernelSize) {
    this(options(inChannels, outChannels, kernelSize));
  }

  public Conv2d(Options options) {
    this.options = options;
    int[] kernel = options.kernel;
    int perGroup = options.inChannels / options.groups;
    this.weight =
        registerParameter(
            "weight", Tensors.zeros(options.outChannels, perGroup, kernel[0], kernel[1]));
    this.bias = registerParameter("bias", options.bias ? Tensors.zeros(options.outChannels) : null);
    Init.defaultUniform(weight, bias, perGroup * kernel[0] * kernel[1]);
  }

  /** The sizes every convolution needs; the rest have PyTorch's defaults. */
  public static Options options(int inChannels, int outChannels, int... kernelSize) {
    return new Options(
        inChannels,
        outChannels,
        pair("kernel_size", kernelSize),
        new int[] {1, 1},
        new int[2],
        new int[] {1, 1},
        1,
        true);
  }

  private static int[] pair(String name, int[] values) {
    if (values.length == 1) {
      return new int[] {values[0], values[0]};
    }
    if (values.length == 2) {
      return values.clone();
    }
    throw new IllegalArgumentException(
        "Conv2d: " + name + " takes one number or a pair, got " + values.length);
  }

  /** What a convolution is made of; each method gives a changed copy. */
  public record Options(
      int inChannels,
      int outChannels,
      int[] kernel,
      int[] stride,
      int[] padding,
      int[] dilation,
      int groups,
      boolean bias)
      implements java.io.Serializable {

    /** Checks that the sizes are positive and the groups divide the channels. */
    public Options {
      if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0) {
        throw new IllegalArgumentException(
            "Conv2d: in_channels ("
                + inChannels
                + ") and out_channels ("
                + outChannels
                + ") must be divisible by groups ("
                + groups
                + ")");
      }
      for (int i = 0; i < 2; i++) {
        if (kernel[i] < 1 || stride[i] < 1 || dilation[i] < 1 || padding[i] < 0) {
          throw new IllegalArgumentException(
              "Conv2d: kernel_size, stride and dilation must be positive, padding not negative");
        }
      }
    }

    public Options stride(int... values) {
      int[] pair = pair("stride", values);
      return new Options(inChannels, outChannels, kernel, pair, padding, dilation, groups, bias);
    }

    public Options padding(int... values) {
      int[] pair = pair("padding", values);
      return new Options(inChannels, outChannels, kernel, stride, pair, dilation, groups, bias);
    }

    public Options dilation(int... values) {
      int[] pair = pair("dilation", values);
      return new Options(inChannels, outChannels, kernel, stride, padding, pair, groups, bias);
    }

    public Options groups(int value) {
      return new Options(inChannels, outChannels, kernel, stride, padding, dilation, value, bias);
    }

    public Options bias(boolean value) {
      return new Options(inChannels, outChannels, kernel, stride, padding, dilation, groups, value);
    }
  }

  public Tensor weight() {
    return weight;
  }

  /** The bias, or null. */
  public Tensor bias() {
    return bias;
  }

  @Override
  public Tensor forward(Tensor input) {
    boolean single = input.dim() == 3;
    Tensor batch = single ? input.unsqueeze(0) : input;
    Tensor out =
        Convolution.conv2d(
            batch,
            weight,
            bias,
            new Convolution.Config(
                options.stride, options.padding, options.dilation, options.groups));
    return single ? out.squeeze(0) : out;
  }

  @Override
  protected String extraRepr() {
    StringBuilder out = new StringBuilder();
    out.append(options.inChannels).append(", ").append(options.outChannels);
    out.append(", kernel_size=").append(PythonText.pair(options.kernel));
    out.append(", stride=").append(PythonText.pair(options.stride));
    if (options.padding[0] != 0 || options.padding[1] != 0) {
      out.append(", padding=").append(PythonText.pair(options.padding));
    }
    if (options.dilation[0] != 1 || options.dilation[1] != 1) {
      out.append(", dilation=").append(PythonText.pair(options.dilation));
    }
    if (options.groups != 1) {
      out.append(", groups=").append(options.groups);
    }
    return out.append(options.bias ? "" : ", bias=False").toString();
  }
}
