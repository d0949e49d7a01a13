/**
 * Networks as text: layers by name with PyTorch's arguments, read from JSON or from {@code
 * Conv2d(3, 32, 5, padding=2)}, and written back as JSON. May import {@code nn} and its packages;
 * only {@code text} reads the words.
 *
 * <p>Start at {@link io.kindling.nn.spec.ModuleSpec}; a new layer is entered in one of the files
 * {@code *Types}.
 */
package io.kindling.nn.spec;
