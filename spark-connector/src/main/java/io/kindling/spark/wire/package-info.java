/**
 * How numbers look on their way from one worker to another: {@link
 * io.kindling.spark.wire.WireFormat} writes and reads elements as float32 or half floats. Imports
 * nothing of Kindling; {@code worker} and {@code allreduce} build on it.
 */
package io.kindling.spark.wire;
