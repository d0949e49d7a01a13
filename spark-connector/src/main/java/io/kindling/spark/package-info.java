/**
 * Distributed synchronous SGD on Apache Spark: {@link io.kindling.spark.DistributedTrainer}, what
 * it reports and what it returns.
 */
package io.kindling.spark;
