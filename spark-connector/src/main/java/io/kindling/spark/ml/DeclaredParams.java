package io.kindling.spark.ml;

import org.apache.spark.ml.param.Params;

/**
 * Params that are declared where they are read: the method of a Param says its name, its doc, its
 * default and what values it takes, and its getter stands below. To add one, write both in the
 * interface of its theme, a setter in {@link KindlingSetters}, and the same in Python's {@code
 * params.py} and {@code setters.py}, whose tests compare them with these.
 */
public interface DeclaredParams extends Params {
  /** The Params made so far. */
  ParamSet declared();
}
