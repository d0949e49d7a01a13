/**
 * What touches numbers in bulk: pure functions over {@code float[]} with offsets and a small
 * immutable geometry. {@link io.kindling.kernel.Kernels#active()} is the one place that chooses
 * between the SIMD and the scalar implementation.
 */
package io.kindling.kernel;
