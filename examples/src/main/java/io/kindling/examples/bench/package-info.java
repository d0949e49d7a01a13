/**
 * Benchmarks: each prints a table with the bounds it is to be read against. Not part of a job.
 * Start at {@link io.kindling.examples.bench.TrainingBenchmark}, then {@link
 * io.kindling.examples.bench.Turns}, by which both sides of a comparison are measured in turns.
 */
package io.kindling.examples.bench;
