package io.kindling.kernel.scalar;

import io.kindling.kernel.Kernels;

/** Gathers the kernels of this package. */
public final class ScalarKernels {
  private ScalarKernels() {}

  /** The kernels in plain Java, which run on every JVM. */
  public static Kernels create() {
    return new Kernels(
        "scalar",
        new ScalarConvKernels(),
        new ScalarPoolKernels(),
        new ScalarReluKernels(),
        new ScalarNormKernels(),
        new ScalarMatMulKernels(),
        new ScalarReductionKernels(),
        new ScalarPointwiseKernels(),
        new ScalarSoftmaxKernels(),
        new ScalarPeakKernel());
  }
}
