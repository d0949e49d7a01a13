/**
 * Kindling: neural-network training in pure Java, with PyTorch's names, defaults and formulas.
 *
 * <p>Imports run one way: {@code nn}, {@code optim} &rarr; {@code ops} &rarr; {@code autograd},
 * {@code tensor} &rarr; {@code kernel}, {@code random}.
 */
package io.kindling;
