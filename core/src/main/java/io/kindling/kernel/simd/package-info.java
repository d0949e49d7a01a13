/**
 * The kernels by the JDK's Vector API, in the widest vectors the machine prefers. Reached only by
 * reflection, from {@link io.kindling.kernel.Kernels}, so that everything else loads on a JVM
 * without that module.
 */
package io.kindling.kernel.simd;
