/**
 * Random numbers that depend on a key and a position alone, never on threads or order: {@link
 * io.kindling.random.Philox}, and PyTorch's {@link io.kindling.random.Generator} over it. Imports
 * nothing of ours.
 */
package io.kindling.random;
