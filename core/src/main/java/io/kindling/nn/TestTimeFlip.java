package io.kindling.nn;

import io.kindling.tensor.Tensor;

/**
 * Test-time augmentation by mirroring: in evaluation mode {@code (f(x) + f(mirrored x)) / 2} of the
 * network f, where left and right of images (N, C, H, W) are exchanged; while training {@code
 * f(x)}. It costs two forward passes.
 *
 * <p>Source: airbench's {@code infer_mirror} (tta_level 1; Jordan, "94% on CIFAR-10 in 3.29 Seconds
 * on a Single GPU", 2024); what is averaged are the network's outputs, before any softmax.
 */
public final class TestTimeFlip extends Module {
  private static final long serialVersionUID = 1L;

  private static final int IMAGES = 4;

  private final Module module;

  /**
   * @param module the network, which is not copied
   */
  public TestTimeFlip(Module module) {
    this.module = register("module", module);
  }

  /** The network itself. */
  public Module module() {
    return module;
  }

  /**
   * @throws IllegalArgumentException when the input is no batch of images
   */
  @Override
  public Tensor forward(Tensor input) {
    if (isTraining()) {
      return module.call(input);
    }
    if (input.dim() != IMAGES) {
      throw new IllegalArgumentException(
          "TestTimeFlip: got input of shape "
              + input.shape()
              + ", wanted images (N, C, H, W), which have a left and a right to exchange; leave"
              + " test-time flips out for other samples");
    }
    return module.call(input).add(module.call(input.flip(3))).mul(0.5);
  }
}
