/**
 * Those who are told of a training run: how they are found, and the small ones. The larger ones
 * have packages of their own.
 */
package io.kindling.spark.listener;
