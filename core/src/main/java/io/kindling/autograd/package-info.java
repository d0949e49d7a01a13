/**
 * The graph that operations record and the backward pass over it; {@code torch.autograd}. One room
 * with {@code tensor} and {@code ops}: it may import those two and {@code random}, nothing that is
 * built on them.
 *
 * <p>Start at {@link io.kindling.autograd.Recorder}, by which an operation writes itself into the
 * graph; {@link io.kindling.autograd.BackwardEngine} runs it; {@link
 * io.kindling.autograd.InPlaceHistory} is what changes in place do to it.
 */
package io.kindling.autograd;
