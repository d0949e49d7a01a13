/**
 * Networks as text: layers by name with PyTorch's arguments, read from JSON or from {@code
 * Conv2d(3, 32, 5, padding=2)}, and written back as JSON.
 */
package io.kindling.nn.spec;
