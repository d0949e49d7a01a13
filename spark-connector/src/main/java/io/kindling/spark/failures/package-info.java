/**
 * Says in words why something failed, with the cure: {@link io.kindling.spark.failures.FailureText}
 * for a step of training, {@link io.kindling.spark.failures.ExecutorFailure} for executors that
 * cannot run Kindling at all. The exceptions themselves are those of the rooms that throw them.
 */
package io.kindling.spark.failures;
