package io.kindling.spark.allreduce.transport;

/**
 * Tells one gang from another, and one attempt at a stage from the next: frames with another id are
 * ignored.
 *
 * @param token random number drawn by rank 0, known to the members only
 * @param epoch attempt number of the stage
 */
record GangId(long token, int epoch) {}
