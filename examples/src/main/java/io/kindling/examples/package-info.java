/**
 * Jobs for {@code spark-submit}: what a user copies. May import everything of the connector and of
 * core; nothing imports it. Start at {@link io.kindling.examples.TrainCifar10}; {@link
 * io.kindling.examples.Job} turns every failure into one line and an exit code.
 */
package io.kindling.examples;
