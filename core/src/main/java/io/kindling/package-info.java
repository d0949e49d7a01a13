/**
 * Kindling: neural-network training in pure Java, with PyTorch's names, defaults and formulas.
 *
 * <p>Imports run one way: {@code nn}, {@code optim} &rarr; {@code ops} &rarr; {@code autograd},
 * {@code tensor} &rarr; {@code kernel}, {@code random}.
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
