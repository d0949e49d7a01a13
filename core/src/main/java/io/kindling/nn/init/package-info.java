/**
 * Initial values of parameters; {@code torch.nn.init}. Functions of tensors that may import {@code
 * tensor}, {@code autograd}, {@code random} and {@code text}. Start at {@link
 * io.kindling.nn.init.Init}.
 */
package io.kindling.nn.init;
