/**
 * Distributed synchronous SGD on Apache Spark, as its users see it: {@link
 * io.kindling.spark.DistributedTrainer}, what it tells a {@link
 * io.kindling.spark.TrainingListener}, what it returns or throws, and {@link
 * io.kindling.spark.Environment}, which says what there is to run on. Start reading at {@code
 * TrainingRun}: a run from the first look at the data to the trained model.
 *
 * <p>May use every package below this one but {@code ml}, which builds on it.
 */
package io.kindling.spark;
