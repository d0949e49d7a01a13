package io.kindling.kernel;

import io.kindling.kernel.scalar.ScalarConvKernels;
import io.kindling.kernel.scalar.ScalarMatMulKernels;
import io.kindling.kernel.scalar.ScalarNormKernels;
import io.kindling.kernel.scalar.ScalarPeakKernel;
import io.kindling.kernel.scalar.ScalarPointwiseKernels;
import io.kindling.kernel.scalar.ScalarPoolKernels;
import io.kindling.kernel.scalar.ScalarReductionKernels;
import io.kindling.kernel.scalar.ScalarReluKernels;
import io.kindling.kernel.scalar.ScalarSoftmaxKernels;
import java.lang.reflect.InvocationTargetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One implementation of every kernel. Immutable and thread-safe.
 *
 * @param name what this implementation is, for logs
 * @param conv convolutions
 * @param pool max pooling
 * @param relu the gradient of ReLU
 * @param norm batch normalization
 * @param matMul matrix products
 * @param reductions sums, inner products, maxima
 * @param pointwise elementwise functions
 * @param softmax the loops of softmax
 * @param peak the bound of them all
 */
public record Kernels(
    String name,
    ConvKernels conv,
    PoolKernels pool,
    ReluKernels relu,
    NormKernels norm,
    MatMulKernels matMul,
    ReductionKernels reductions,
    PointwiseKernels pointwise,
    SoftmaxKernels softmax,
    PeakKernel peak) {

  /** The module that holds the JDK's Vector API. */
  private static final String MODULE = "jdk.incubator.vector";

  private static final String SIMD = "io.kindling.kernel.simd.SimdKernels";

  /** The implementation chosen for this JVM, when first asked for; the choice is logged. */
  public static Kernels active() {
    return Active.KERNELS;
  }

  /** The reference implementation in plain Java, which runs on every JVM. */
  public static Kernels scalar() {
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

  /**
   * The implementation by the Vector API.
   *
   * @throws UnsupportedOperationException saying why there is none, and which flag to pass
   */
  public static Kernels simd() {
    String jdk = "JDK " + Runtime.version().feature();
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      throw new UnsupportedOperationException(
          "the Vector API is not enabled in this JVM ("
              + jdk
              + "); start it with --add-modules="
              + MODULE
              + " to train several times faster");
    }
    try {
      return (Kernels) Class.forName(SIMD).getMethod("create").invoke(null);
    } catch (InvocationTargetException e) {
      throw new UnsupportedOperationException(e.getCause().getMessage(), e.getCause());
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new UnsupportedOperationException(
          "the SIMD kernels do not work with the Vector API of " + jdk + ": " + e, e);
    }
  }

  private static final class Active {
    static final Kernels KERNELS = choose();

    private static Kernels choose() {
      Logger log = LoggerFactory.getLogger(Kernels.class);
      try {
        Kernels simd = simd();
        log.info("Kernels: {}", simd.name());
        return simd;
      } catch (UnsupportedOperationException e) {
        log.warn("Kernels: scalar, because {}", e.getMessage());
        return scalar();
      }
    }
  }
}
