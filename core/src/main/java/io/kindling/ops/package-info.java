/**
 * The operations, one family a file: each checks, computes by {@code kernel} or by a loop, and
 * records its gradient by {@link io.kindling.autograd.Recorder}. One room with {@code tensor} and
 * {@code autograd}; beside them it may import {@code kernel}, {@code random} and {@code text}.
 *
 * <p>The interfaces {@code *Methods} are what {@link io.kindling.tensor.Tensor} inherits. Start at
 * {@link io.kindling.ops.Division}, a small family; {@link io.kindling.ops.Pending} joins
 * convolution, batch norm and ReLU into one pass over memory.
 */
package io.kindling.ops;
