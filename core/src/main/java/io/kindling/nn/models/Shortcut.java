package io.kindling.nn.models;

/** How a residual network goes around a block that changes the shape (He et al. 2015). */
public enum Shortcut {
  /** Every other pixel, and channels of 0 before and behind: no parameters. */
  A,
  /** A 1x1 convolution with batch norm. */
  B
}
