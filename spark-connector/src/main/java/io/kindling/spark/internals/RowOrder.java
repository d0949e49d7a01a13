package io.kindling.spark.internals;

import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.OrderPreservingUnaryNode;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.OrderPreservingUnaryExecNode;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.columnar.InMemoryRelation;

/**
 * Whether rows come in the same order each time they are computed, as far as Spark can tell: what
 * comes out of a shuffle comes in the order in which its blocks happen to arrive.
 *
 * <p>Uses Spark's private API ({@code RDD.outputDeterministicLevel}, logical plans).
 */
public final class RowOrder {
  private RowOrder() {}

  /** What Spark promises of an RDD that is computed anew. */
  public enum Level {
    /** The same rows in the same order: files, reliable checkpoints, and what is made of them. */
    DETERMINATE,
    /** The same rows in any order: the output of a shuffle, even of a cached one. */
    UNORDERED,
    /** Other rows, for what was computed depends on the order of an unordered input. */
    INDETERMINATE
  }

  /** The level of an RDD, through all it is made of. */
  public static Level of(RDD<?> rdd) {
    return Level.valueOf(rdd.outputDeterministicLevel().toString());
  }

  /**
   * Whether the rows of {@code frame} may come in another order when they are computed anew. Rows
   * that were sorted last, in each partition or as a whole, are taken to be steady, for Spark does
   * not know whether their keys are unique.
   *
   * @param rdd of the frame, or of some of its columns
   */
  public static boolean mayChange(Dataset<Row> frame, RDD<?> rdd) {
    return switch (of(rdd)) {
      case DETERMINATE -> false;
      case UNORDERED -> !sorted(frame.queryExecution().optimizedPlan());
      case INDETERMINATE -> true;
    };
  }

  private static boolean sorted(LogicalPlan plan) {
    // A projection that leaves the key out no longer names the order it keeps.
    return !plan.outputOrdering().isEmpty()
        || plan instanceof OrderPreservingUnaryNode unary && sorted(unary.child())
        || plan instanceof InMemoryRelation cached && sorted(cached.cachedPlan());
  }

  private static boolean sorted(SparkPlan plan) {
    if (plan instanceof AdaptiveSparkPlanExec adaptive) {
      return sorted(adaptive.inputPlan());
    }
    boolean keepsOrder =
        plan instanceof OrderPreservingUnaryExecNode
            || plan instanceof FilterExec
            || plan instanceof WholeStageCodegenExec
            || plan instanceof InputAdapter;
    return !plan.outputOrdering().isEmpty() || keepsOrder && sorted(plan.children().head());
  }
}
