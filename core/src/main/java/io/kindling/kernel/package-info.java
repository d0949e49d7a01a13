/**
 * What touches numbers in bulk: pure functions over {@code float[]} with offsets and a small
 * immutable geometry. {@link io.kindling.kernel.Kernels#active()} is the one place that chooses
 * between the SIMD and the scalar implementation; {@link io.kindling.kernel.Lanes} says how images
 * lie in memory, {@link io.kindling.kernel.Parallel} who runs the units of a kernel, {@link
 * io.kindling.kernel.Scratch} who may hold which buffer until when. Imports random numbers only.
 */
package io.kindling.kernel;
