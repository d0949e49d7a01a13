"""Neural networks as stages of Spark ML pipelines.

The kindling-spark jar must be on Spark's class path, for example by ``--jars``.
"""

from kindling.classification import KindlingClassificationModel, KindlingClassifier
from kindling.regression import KindlingRegressionModel, KindlingRegressor

__all__ = [
    "KindlingClassifier",
    "KindlingClassificationModel",
    "KindlingRegressor",
    "KindlingRegressionModel",
]
