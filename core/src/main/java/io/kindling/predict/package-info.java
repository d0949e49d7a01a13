/**
 * Scoring what was trained, with a JDK alone: a saved network together with what becomes of a row
 * before it. Knows the packages that read these, {@code data.table}, {@code nn.spec} and {@code
 * io}; none of them knows it. Start at {@link io.kindling.predict.TablePredictor}.
 */
package io.kindling.predict;
