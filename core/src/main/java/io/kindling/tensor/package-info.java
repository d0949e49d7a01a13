/**
 * Tensors and the memory behind them; {@code torch.Tensor} and the factories of {@code torch}. One
 * room with {@code autograd} and {@code ops}, whose methods {@link io.kindling.tensor.Tensor} has;
 * beside them it may import {@code kernel}, {@code random} and {@code text}.
 *
 * <p>Start at {@link io.kindling.tensor.Tensor}; {@link io.kindling.tensor.Storage} holds the
 * elements in one of three states, {@link io.kindling.tensor.Workspace} and {@link
 * io.kindling.tensor.GradientArrays} say whose arrays are used again when.
 */
package io.kindling.tensor;
