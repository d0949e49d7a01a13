/**
 * The losses of {@code torch.nn}: {@link io.kindling.nn.loss.Loss} of an input and a target, {@link
 * io.kindling.nn.loss.TripleLoss} of three tensors, {@link io.kindling.nn.loss.CTCLoss} of
 * sequences; {@link io.kindling.nn.loss.Losses} makes them by name. Each holds its options, says
 * what its mean divides by, and calls the function of {@code nn.functional} that computes it.
 *
 * <p>Start at {@link io.kindling.nn.loss.HuberLoss}.
 */
package io.kindling.nn.loss;
