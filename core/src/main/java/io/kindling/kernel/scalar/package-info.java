/**
 * The kernels in plain Java loops: the reference the SIMD kernels are tested against, and the
 * fallback on a JVM without the Vector API.
 */
package io.kindling.kernel.scalar;
