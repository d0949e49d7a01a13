"""Networks that predict numbers."""

from __future__ import annotations

from kindling.params import TrainingParams, TrainingSetters
from kindling.stages import KindlingEstimator, KindlingModel


class KindlingRegressor(KindlingEstimator, TrainingSetters):
    """Trains a network with one output for each number to be predicted.

    >>> KindlingRegressor(architecture="mlp([4, 16, 1])", labelCol="price")
    """

    _java_class = "io.kindling.spark.ml.KindlingRegressor"

    def _create_model(self, java_model):
        return KindlingRegressionModel(java_model)


class KindlingRegressionModel(KindlingModel, TrainingParams):
    """A trained network that predicts numbers."""

    _java_class = "io.kindling.spark.ml.KindlingRegressionModel"
