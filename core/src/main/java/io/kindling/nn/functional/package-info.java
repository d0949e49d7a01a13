/** Layers and losses as functions, those of {@code torch.nn.functional}. */
package io.kindling.nn.functional;
