package io.kindling.tensor;

/**
 * Elements that are not computed yet: an operation may leave its result so, for the next one to
 * compute both in one pass over memory. The arrays it reads must not change meanwhile.
 */
public interface PendingLanes {
  /** Computes the elements, in the lanes layout. */
  float[] compute();

  /** True if {@code values} is one of the arrays of activations it reads. */
  boolean reads(float[] values);
}
