/**
 * Writing on any file system Hadoop knows, so that nobody meets a half-written file: {@link
 * io.kindling.spark.files.AtomicFolder} writes aside and renames, for checkpoints, tables and
 * models alike. {@link io.kindling.spark.files.ModelFolder} is a folder with a trained model as
 * safetensors. Imports nothing else of the connector.
 */
package io.kindling.spark.files;
