/**
 * What one worker does with its partition: a replica of the model, forward and backward over its
 * share of a batch, and the small messages that carry the results. Knows nothing of how sums travel
 * ({@code io.kindling.spark.allreduce}).
 */
package io.kindling.spark.worker;
