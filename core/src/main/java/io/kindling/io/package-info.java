/** Files: safetensors, checkpoints, TensorBoard events. */
package io.kindling.io;
