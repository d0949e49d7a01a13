/**
 * Kindling as stages of a Spark ML pipeline: estimators that train a network on a DataFrame, and
 * the models they give.
 */
package io.kindling.spark.ml;
