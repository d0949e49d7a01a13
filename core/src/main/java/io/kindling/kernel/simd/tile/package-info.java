/**
 * The micro-kernels: loops over vectors so short that all sums stay in registers. Start with {@link
 * io.kindling.kernel.simd.tile.Tile}. Imports nothing of {@code kernel.simd}.
 */
package io.kindling.kernel.simd.tile;
