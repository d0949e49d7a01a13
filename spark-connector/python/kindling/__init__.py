"""Neural networks as stages of Spark ML pipelines, trained in the JVM.

The kindling-spark and kindling-core jars must be on the class path of Spark (of its server, with
Spark Connect). The wheel brings them: :func:`spark_session_config` names them to a new session.
:func:`check_environment` says in words what is missing.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

from kindling.environment import check_environment
from kindling.packaged import jars, spark_session_config

if TYPE_CHECKING:
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
    "check_environment",
    "jars",
    "spark_session_config",
]

# What needs PySpark is imported when asked for, so that check_environment can speak without it.
_MODULES = {
    "DataError": "errors",
    "Epoch": "summary",
    "KindlingClassifier": "classification",
    "KindlingClassificationModel": "classification",
    "KindlingRegressor": "regression",
    "KindlingRegressionModel": "regression",
    "TrainingSummary": "summary",
}


def __getattr__(name: str):
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module 'kindling' has no attribute {name!r}")
    found = getattr(importlib.import_module(f"kindling.{module}"), name)
    globals()[name] = found
    return found


# PySpark finds the Python class of a loaded stage by importing a module of the Java package's name.
# No file can have this one: `io` is Python's.
sys.modules.setdefault("io.kindling.spark.ml", sys.modules[__name__])
