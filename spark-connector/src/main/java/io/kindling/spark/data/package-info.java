/**
 * Data sets on Spark: finding and converting CIFAR-10, and turning the rows of any accepted schema
 * into one cached block of samples per partition.
 */
package io.kindling.spark.data;
