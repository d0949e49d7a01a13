package io.kindling.kernel;

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

  /** Found by name, for an implementation imports the interfaces here, which know none of them. */
  private static final String SCALAR_KERNELS = "io.kindling.kernel.scalar.ScalarKernels";

  private static final String SIMD_KERNELS = "io.kindling.kernel.simd.SimdKernels";

  /**
   * The system property that says which kernels to use: {@code simd}, even where this JVM is not
   * known to compile vectors, or {@code scalar}.
   */
  private static final String CHOICE = "kindling.kernels";

  private static final String SIMD = "simd";
  private static final String SCALAR = "scalar";

  /**
   * The implementation chosen for this JVM, when first asked for; the choice is logged. It is that
   * by the Vector API if there is one ({@link #simd}), unless the system property {@code
   * kindling.kernels} is {@code scalar}.
   */
  public static Kernels active() {
    return Active.KERNELS;
  }

  /** The reference implementation in plain Java, which runs on every JVM. */
  public static Kernels scalar() {
    try {
      return create(SCALAR_KERNELS);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(SCALAR_KERNELS + " is missing beside " + Kernels.class, e);
    }
  }

  /**
   * The implementation by the Vector API.
   *
   * @throws UnsupportedOperationException saying why there is none, and which flag to pass: the
   *     module of the Vector API is not there, or the JVM would make an object of every vector,
   *     which is refused unless the system property {@code kindling.kernels} is {@code simd}
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
    String missing = SIMD.equals(System.getProperty(CHOICE)) ? null : VectorSupport.missing();
    if (missing != null) {
      throw new UnsupportedOperationException(
          "this JVM would make an object of every vector, which is slower than plain Java: "
              + missing
              + "; start one whose compiler is C2, or force it with -D"
              + CHOICE
              + "="
              + SIMD);
    }
    try {
      return create(SIMD_KERNELS);
    } catch (InvocationTargetException e) {
      throw new UnsupportedOperationException(e.getCause().getMessage(), e.getCause());
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new UnsupportedOperationException(
          "the SIMD kernels do not work with the Vector API of " + jdk + ": " + e, e);
    }
  }

  private static Kernels create(String implementation) throws ReflectiveOperationException {
    return (Kernels) Class.forName(implementation).getMethod("create").invoke(null);
  }

  private static final class Active {
    static final Kernels KERNELS = choose();

    private static Kernels choose() {
      Logger log = LoggerFactory.getLogger(Kernels.class);
      String choice = System.getProperty(CHOICE, SIMD);
      if (choice.equals(SCALAR)) {
        log.info("Kernels: scalar, because {} says so", CHOICE);
        return scalar();
      }
      if (!choice.equals(SIMD)) {
        log.warn("{} is '{}', which is neither {} nor {}: ignored", CHOICE, choice, SIMD, SCALAR);
      }
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
