/**
 * What is tried before training begins, so that what does not fit is said at once: {@link
 * io.kindling.spark.checks.ModelCheck} puts one blank sample through model and loss, {@link
 * io.kindling.spark.checks.BatchRules} finds models that cannot train on a single sample. May use
 * {@code data} and {@code worker}; knows nothing of steps or strategies.
 */
package io.kindling.spark.checks;
