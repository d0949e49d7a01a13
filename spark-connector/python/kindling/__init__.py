"""Neural networks as stages of Spark ML pipelines, trained in the JVM.

The kindling-spark and kindling-core jars must be on the class path of Spark (of its server, with
Spark Connect), for example by ``--jars``.
"""

import sys

from kindling.classification import KindlingClassificationModel, KindlingClassifier
from kindling.errors import DataError
from kindling.regression import KindlingRegressionModel, KindlingRegressor
from kindling.summary import Epoch, TrainingSummary

__all__ = [
    "DataError",
    "Epoch",
    "KindlingClassifier",
    "KindlingClassificationModel",
    "KindlingRegressor",
    "KindlingRegressionModel",
    "TrainingSummary",
]

# PySpark finds the Python class of a loaded stage by importing a module of the Java package's name.
# No file can have this one: `io` is Python's.
sys.modules.setdefault("io.kindling.spark.ml", sys.modules[__name__])
