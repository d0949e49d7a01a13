/**
 * Layers and losses as functions: {@code torch.nn.functional} in Java spelling, all of them static
 * methods of {@link io.kindling.nn.functional.F}. Checks and small formulas stand here, loops in
 * {@code ops}, which alone it builds on: the modules of {@code nn} and {@code nn.loss} call it, and
 * it knows none of them.
 *
 * <p>Start at {@link io.kindling.nn.functional.F}, which inherits a class for each theme.
 */
package io.kindling.nn.functional;
