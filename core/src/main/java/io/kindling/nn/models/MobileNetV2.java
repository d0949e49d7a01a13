package io.kindling.nn.models;

import io.kindling.nn.Dropout;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.Sequential;
import io.kindling.nn.Settings;
import io.kindling.nn.init.Fans;
import io.kindling.nn.init.Init;
import io.kindling.tensor.Tensor;

/**
 * MobileNetV2 of depthwise convolutions, with torchvision's names of parameters: a stem, 17
 * inverted residual blocks, a 1x1 convolution, global average pooling, dropout, one linear layer.
 *
 * <p>For images of 32x32 the stem and the second stage have stride 1, so that 4x4 pixels are left
 * at the end; otherwise it is torchvision's {@code mobilenet_v2}.
 *
 * <p>Source: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018.
 */
public final class MobileNetV2 extends Module {
  private static final long serialVersionUID = 1L;

  /** Expansion, channels, blocks, stride of each stage. */
  private static final int[][] STAGES = {
    {1, 16, 1, 1},
    {6, 24, 2, 2},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1}
  };

  private static final int WIDEST = 10;

  private final Sequential features;
  private final Sequential classifier;
  private final int classes;
  private final double widthMult;
  private final boolean smallImages;

  /**
   * (N, 3, H, W) to (N, classes).
   *
   * @param widthMult multiplies all channels, rounded to multiples of 8
   * @param smallImages whether images are of about 32x32 rather than 224x224
   * @throws IllegalArgumentException when the width makes no sense
   */
  public MobileNetV2(int classes, double widthMult, boolean smallImages) {
    if (!(widthMult > 0 && widthMult <= WIDEST)) {
      throw new IllegalArgumentException(
          "MobileNetV2: widthMult must be above 0 and at most " + WIDEST + ", got " + widthMult);
    }
    this.classes = classes;
    this.widthMult = widthMult;
    this.smallImages = smallImages;
    int channels = divisible(32 * widthMult);
    int last = divisible(1280 * Math.max(1, widthMult));
    Sequential layers =
        new Sequential(new Conv2dNormActivation(3, channels, 3, smallImages ? 1 : 2, 1));
    for (int stage = 0; stage < STAGES.length; stage++) {
      int[] s = STAGES[stage];
      int out = divisible(s[1] * widthMult);
      for (int i = 0; i < s[2]; i++) {
        int stride = i > 0 || smallImages && stage == 1 ? 1 : s[3];
        layers.append(new InvertedResidual(channels, out, stride, s[0]));
        channels = out;
      }
    }
    layers.append(new Conv2dNormActivation(channels, last, 1, 1, 1));
    features = register("features", layers);
    classifier =
        register("classifier", new Sequential(new Dropout(0.2), new Linear(last, classes)));
    initialize();
  }

  /** (N, 3, 32, 32) to (N, classes), of the usual width. */
  public MobileNetV2(int classes) {
    this(classes, 1, true);
  }

  /** The multiple of 8 nearest to {@code value}, not less than nine tenths of it. */
  private static int divisible(double value) {
    int rounded = Math.max(8, (int) (value + 4) / 8 * 8);
    return rounded < 0.9 * value ? rounded + 8 : rounded;
  }

  private void initialize() {
    namedParameters()
        .forEach(
            (name, parameter) -> {
              if (parameter.dim() == 4) {
                Init.kaimingNormal_(parameter, 0, Fans.Mode.FAN_OUT, "leaky_relu");
              } else if (name.equals("classifier.1.weight")) {
                Init.normal_(parameter, 0, 0.01);
              } else if (name.equals("classifier.1.bias")) {
                Init.zeros_(parameter);
              }
            });
  }

  @Override
  public Tensor forward(Tensor input) {
    return classifier.call(features.call(input).mean(false, 2, 3));
  }

  @Override
  protected void describe(Settings settings) {
    settings
        .hidden(10, "classes", classes)
        .hidden(1.0, "width_mult", widthMult)
        .hidden(true, "small_images", smallImages);
  }
}
