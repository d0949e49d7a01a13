/**
 * Writing files on any file system Hadoop knows, so that nobody meets a half-written one: aside
 * first, then renamed. {@link io.kindling.spark.files.ModelFolder} is a folder with a trained model
 * as safetensors. Knows nothing of training.
 */
package io.kindling.spark.files;
