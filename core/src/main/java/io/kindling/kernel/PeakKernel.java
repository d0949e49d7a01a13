package io.kindling.kernel;

/**
 * As many multiply-adds as the core can do, and nothing else: the bound that other kernels are
 * measured against.
 */
public interface PeakKernel {
  /** Multiply-adds of one round. */
  long multiplyAdds();

  /** Makes {@code rounds} rounds in registers; the result depends on all of them. */
  float run(int rounds);
}
