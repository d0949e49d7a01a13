package io.kindling.spark.ml;

/**
 * Every Param of a Kindling stage, for estimators and models alike: a model keeps those it was
 * trained with. Names are Spark's where Spark has one.
 */
public interface KindlingParams
    extends ColumnParams,
        InputParams,
        SampleParams,
        NetworkParams,
        OptimizationParams,
        ClusterParams {}
