/**
 * Sums {@code float[]} slices across the tasks of one barrier stage, over Spark's own network
 * layer, which {@link io.kindling.spark.internals.network} holds.
 *
 * <p>{@link io.kindling.spark.allreduce.transport.TransportGang#join} gathers the tasks once; the
 * {@link io.kindling.spark.allreduce.transport.SliceExchange} it returns then runs any number of
 * collectives without another Spark job. Connections are Spark's, so that {@code
 * spark.authenticate}, {@code spark.network.crypto.enabled} and {@code spark.ssl.rpc.enabled} hold
 * here as they do for shuffles.
 *
 * <p>The way of a number: the caller's array &rarr; {@link
 * io.kindling.spark.allreduce.transport.OutboundChunk} encodes it while the socket takes it &rarr;
 * {@link io.kindling.spark.allreduce.transport.InboundChunk} decodes it as it arrives &rarr; {@link
 * io.kindling.spark.allreduce.transport.CollectiveRun} adds it in its place &rarr; and back.
 */
package io.kindling.spark.allreduce.transport;
