/**
 * Files: safetensors, checkpoints, TensorBoard events, JSON. Knows tensors and nothing that is made
 * of them; whoever has a state gives and takes a {@link io.kindling.io.StateDict}. Start at {@link
 * io.kindling.io.Safetensors}; {@link io.kindling.io.Checkpoint} is a whole training run in one.
 */
package io.kindling.io;
