/**
 * Optimizers; {@code torch.optim}. They change parameters, which are plain tensors to them: they
 * may import {@code tensor}, {@code kernel}, {@code io} and {@code text}, and know no layers.
 *
 * <p>Start at {@link io.kindling.optim.Adagrad}: options, names of state, and an update in a few
 * lines over {@link io.kindling.optim.Register}s. {@link io.kindling.optim.Optimizer} walks the
 * parameters, {@link io.kindling.optim.GradientClipping} bounds the gradient.
 */
package io.kindling.optim;
