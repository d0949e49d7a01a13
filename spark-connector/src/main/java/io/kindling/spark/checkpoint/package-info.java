/**
 * Checkpoints of a training run in a folder of any file system that Hadoop knows: written aside and
 * renamed, the newest few kept, and read back only when whole and of the same run.
 */
package io.kindling.spark.checkpoint;
