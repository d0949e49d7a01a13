package io.kindling.kernel;

/** Products of dense row-major matrices. */
public interface MatMulKernels {
  /**
   * {@code C = op(A) op(B)}, or {@code C += op(A) op(B)} if {@code accumulate}. Each matrix is a
   * contiguous run of its array from the given offset. C must not overlap A or B.
   */
  void multiply(
      MatMulShape shape,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      boolean accumulate);
}
