package io.kindling.kernel;

/**
 * Reductions over a contiguous run of floats. Every implementation adds in the same order, {@link
 * #PARTIALS} interleaved partial sums over each chunk of {@link #CHUNK} elements, folded in
 * float64, so that results are bitwise the same with and without SIMD.
 */
public interface ReductionKernels {
  /** Interleaved partial sums: element {@code i} of a chunk goes to number {@code i % 32}. */
  int PARTIALS = 32;

  /** Elements in a chunk. */
  int CHUNK = 1 << 12;

  /** The sum of {@code x[from .. from + length)}; zero if the run is empty. */
  double sum(float[] x, int from, int length);

  /** The inner product of two runs. */
  double dot(float[] x, int from, float[] y, int yFrom, int length);

  /** The greatest element; NaN if there is one, negative infinity if the run is empty. */
  float max(float[] x, int from, int length);

  /** The sum of a chunk's partial sums, four at a time. */
  static double fold(float[] partial) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    for (int i = 0; i < PARTIALS; i += 4) {
      a += partial[i];
      b += partial[i + 1];
      c += partial[i + 2];
      d += partial[i + 3];
    }
    return (a + b) + (c + d);
  }
}
