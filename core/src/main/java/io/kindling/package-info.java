/**
 * Kindling: neural-network training in pure Java, with PyTorch's names, defaults and formulas. The
 * map of the packages, and the way of a number through them, is {@code core/docs/architecture.md}.
 *
 * <p>Imports run one way: {@code nn.spec}, {@code nn.loss}, {@code nn.models} &rarr; {@code nn}
 * &rarr; {@code nn.functional} &rarr; {@code ops}; {@code optim.schedule} &rarr; {@code optim}
 * &rarr; {@code tensor}; all of them &rarr; {@code kernel}, {@code random}, {@code text}. One knot
 * is meant: {@code tensor}, {@code autograd} and {@code ops} are one room with three doors. A
 * tensor has the operations as methods, an operation makes tensors and records itself in the graph,
 * and the graph's backward pass calls operations on tensors; each door shows one side of it to
 * those who come from outside.
 *
 * <p>Two of PyTorch's names are Java's too: {@code import io.kindling.nn.*} leaves {@code Module}
 * ambiguous with {@code java.lang.Module}, and {@code io.kindling.autograd.*} beside {@code
 * java.util.function.*} does so with {@code Function}. An import of the one type decides it:
 *
 * <pre>{@code
 * import io.kindling.autograd.Function;
 * import io.kindling.nn.*;
 * import io.kindling.nn.Module;
 * }</pre>
 */
package io.kindling;
