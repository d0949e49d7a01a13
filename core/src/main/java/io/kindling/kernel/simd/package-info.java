/**
 * The kernels by the JDK's Vector API, in the widest vectors the machine prefers. {@link
 * io.kindling.kernel.simd.SimdKernels} gathers them; convolutions are in {@code conv}, the
 * micro-kernels that these and the matrix product are made of in {@code tile}, and imports run in
 * that order: simd, conv, tile. Reached only by reflection, from {@link
 * io.kindling.kernel.Kernels}, so that everything else loads on a JVM without that module. What the
 * JIT asks of such code is in {@code TileGenerator}, beside the tests.
 */
package io.kindling.kernel.simd;
