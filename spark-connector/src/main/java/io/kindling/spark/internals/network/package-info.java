/**
 * Spark's network library, in words of ours: a {@link io.kindling.spark.internals.network.Port}
 * listens and calls others, a {@link io.kindling.spark.internals.network.Connection} sends
 * messages, questions and streams ({@link io.kindling.spark.internals.network.Upload}), a {@link
 * io.kindling.spark.internals.network.Dispatcher} is told what comes. Neither Spark's classes nor
 * Netty's are seen from outside. What no member of an application would send is kept away: {@link
 * io.kindling.spark.internals.network.FloodGuard}, {@link
 * io.kindling.spark.internals.network.BadFrames}.
 *
 * <p>Imports {@code internals} at most. Start with {@code Port}.
 */
package io.kindling.spark.internals.network;
