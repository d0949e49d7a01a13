package io.kindling.nn.models;

import io.kindling.nn.Conv2d;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.MaxPool2d;
import io.kindling.nn.Sequential;

/**
 * The small network for 32x32 colour images: three convolutions of 5x5 with pooling, one linear
 * layer.
 */
public final class CifarCnn {
  private CifarCnn() {}

  /** (N, 3, 32, 32) to (N, 10); 89,578 parameters. */
  public static Sequential create() {
    return create(10);
  }

  /** (N, 3, 32, 32) to (N, classes). */
  public static Sequential create(int classes) {
    return new Sequential(
        new Conv2d(Conv2d.options(3, 32, 5).padding(2)),
        new MaxPool2d(2),
        new Conv2d(Conv2d.options(32, 32, 5).padding(2)),
        new MaxPool2d(2),
        new Conv2d(Conv2d.options(32, 64, 5).padding(2)),
        new MaxPool2d(2),
        new Flatten(),
        new Linear(1024, classes));
  }
}
