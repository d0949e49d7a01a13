/**
 * Layers and losses as functions: {@code torch.nn.functional} in Java spelling, all of them static
 * methods of {@link io.kindling.nn.functional.F}.
 */
package io.kindling.nn.functional;
