/**
 * The strategies that turn the workers' gradients into one update of the model, behind {@link
 * io.kindling.spark.allreduce.AllReduce}. All of them give bitwise the same parameters, because all
 * add in the order of {@link io.kindling.spark.allreduce.PairwiseSum}.
 */
package io.kindling.spark.allreduce;
