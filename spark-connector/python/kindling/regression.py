"""Networks that predict numbers."""

from __future__ import annotations

from kindling.stages import KindlingEstimator, KindlingModel


class KindlingRegressor(KindlingEstimator):
    """Trains a network with one output for each number to be predicted.

    >>> regressor = KindlingRegressor(architecture="mlp([4, 16, 1])", labelCol="price", epochs=20)
    >>> regressor.fit(training).transform(test).select("prediction")

    ``regressor.explainParams()`` tells of every Param.
    """

    _java_class = "io.kindling.spark.ml.KindlingRegressor"

    def _create_model(self, java_model) -> KindlingRegressionModel:
        return KindlingRegressionModel(java_model)


class KindlingRegressionModel(KindlingModel):
    """A trained network that predicts numbers. Made by :py:class:`KindlingRegressor`."""

    _java_class = "io.kindling.spark.ml.KindlingRegressionModel"
