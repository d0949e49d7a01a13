package io.kindling.examples.bench;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Lanes;

/** Bytes that a convolution's kernels cannot do without: every activation once, weights aside. */
final class ConvolutionBytes {
  private ConvolutionBytes() {}

  /** Forward, and of the gradient to the weights: the input's pixels that are read, the output. */
  static long ofReading(ConvGeometry g) {
    long rows =
        read(g.inHeight(), g.outHeight(), g.kernelHeight(), g.strideHeight(), g.padHeight());
    long columns = read(g.inWidth(), g.outWidth(), g.kernelWidth(), g.strideWidth(), g.padWidth());
    return 4 * g.blocks() * (rows * columns * g.inChannels() * Lanes.BLOCK + g.outBlockSize());
  }

  /** Of the gradient to the input: all of it is written, also what is zero. */
  static long ofGradientToInput(ConvGeometry g) {
    return 4L * g.blocks() * (g.inBlockSize() + g.outBlockSize());
  }

  /** Coordinates that any output reads, without dilation. */
  private static long read(int in, int out, int kernel, int stride, int pad) {
    boolean[] read = new boolean[in];
    long count = 0;
    for (int o = 0; o < out; o++) {
      for (int i = Math.max(0, o * stride - pad);
          i < Math.min(in, o * stride - pad + kernel);
          i++) {
        count += read[i] ? 0 : 1;
        read[i] = true;
      }
    }
    return count;
  }
}
