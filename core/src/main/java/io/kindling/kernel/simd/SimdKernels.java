package io.kindling.kernel.simd;

import io.kindling.kernel.Kernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Gathers the kernels of this package. */
public final class SimdKernels {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

  private SimdKernels() {}

  /**
   * The kernels in the vectors this machine prefers.
   *
   * @throws UnsupportedOperationException if these hold fewer than 4 floats or more than 16
   */
  public static Kernels create() {
    if (S.length() < 4 || S.length() > 16) {
      throw new UnsupportedOperationException(
          "this machine's vectors have "
              + S.vectorBitSize()
              + " bits; the SIMD kernels need 128, 256 or 512");
    }
    String name = "Vector API, " + S.vectorBitSize() + " bits, JDK " + Runtime.version().feature();
    return new Kernels(
        name,
        new SimdConvKernels(),
        new SimdPoolKernels(),
        new SimdReluKernels(),
        new SimdNormKernels(),
        new SimdMatMulKernels(),
        new SimdReductionKernels(),
        new SimdPointwiseKernels(),
        new SimdSoftmaxKernels(),
        new SimdPeakKernel());
  }
}
