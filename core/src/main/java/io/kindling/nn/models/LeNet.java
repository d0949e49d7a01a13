package io.kindling.nn.models;

import io.kindling.nn.Conv2d;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.MaxPool2d;
import io.kindling.nn.Module;
import io.kindling.nn.ReLU;
import io.kindling.nn.Sequential;
import io.kindling.nn.Settings;
import io.kindling.tensor.Tensor;

/**
 * LeNet-5 with ReLU and max pooling for 32x32 images (LeCun et al., 1998), as a module of its own.
 */
public final class LeNet extends Module {
  private static final long serialVersionUID = 1L;

  private final Conv2d conv1;
  private final Conv2d conv2;
  private final Linear fc1;
  private final Linear fc2;
  private final Linear fc3;
  private final MaxPool2d pool = new MaxPool2d(2);
  private final int channels;
  private final int classes;

  /** For images of {@code channels} channels: (N, channels, 32, 32) to (N, 10). */
  public LeNet(int channels) {
    this(channels, 10);
  }

  /** (N, channels, 32, 32) to (N, classes). */
  public LeNet(int channels, int classes) {
    this.channels = channels;
    this.classes = classes;
    conv1 = register("conv1", new Conv2d(channels, 6, 5));
    conv2 = register("conv2", new Conv2d(6, 16, 5));
    fc1 = register("fc1", new Linear(400, 120));
    fc2 = register("fc2", new Linear(120, 84));
    fc3 = register("fc3", new Linear(84, classes));
  }

  /** The same network as a {@link Sequential}. */
  public static Sequential sequential(int channels) {
    return new Sequential(
        new Conv2d(channels, 6, 5),
        new ReLU(),
        new MaxPool2d(2),
        new Conv2d(6, 16, 5),
        new ReLU(),
        new MaxPool2d(2),
        new Flatten(),
        new Linear(400, 120),
        new ReLU(),
        new Linear(120, 84),
        new ReLU(),
        new Linear(84, 10));
  }

  @Override
  public Tensor forward(Tensor input) {
    Tensor x = pool.call(conv1.call(input).relu());
    x = pool.call(conv2.call(x).relu()).flatten(1, -1);
    return fc3.call(fc2.call(fc1.call(x).relu()).relu());
  }

  @Override
  protected void describe(Settings settings) {
    settings.hidden(1, "channels", channels).hidden(10, "classes", classes);
  }
}
