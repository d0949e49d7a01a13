/**
 * How a convolution and its two gradients are walked: plans, which say what is read and written
 * where ({@link io.kindling.kernel.simd.conv.GatherPlan}, {@link
 * io.kindling.kernel.simd.conv.WeightsPlan}, {@link io.kindling.kernel.simd.conv.WinogradPlan}),
 * and the kernels that run them on the tiles. Imports {@code kernel.simd.tile} only, never its
 * parent.
 */
package io.kindling.kernel.simd.conv;
