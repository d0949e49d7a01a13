/**
 * Layers: {@code torch.nn}'s modules by their names, one a file. A layer holds parameters and
 * settings; what it computes stands in {@code nn.functional} or {@code ops}. It may import these
 * and {@code nn.init}, nothing that is built on layers ({@code nn.loss}, {@code nn.models}, {@code
 * nn.spec}); of {@code optim} it knows options, to say which parameters an optimizer treats how.
 *
 * <p>Start at {@link io.kindling.nn.Module}, then {@link io.kindling.nn.Linear}; {@link
 * io.kindling.nn.FlatParameters} lays a network's parameters side by side.
 */
package io.kindling.nn;
