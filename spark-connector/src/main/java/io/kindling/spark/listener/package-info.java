/**
 * Those who are told of a training run: the small ones, and what all share. The larger ones have
 * packages of their own: {@code ui} builds on {@code report}, and {@code report} on this one.
 */
package io.kindling.spark.listener;
