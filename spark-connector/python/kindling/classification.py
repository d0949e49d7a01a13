"""Networks that tell classes apart."""

from __future__ import annotations

from kindling.params import ClassifierParams, ClassifierSetters, TrainingSetters
from kindling.stages import KindlingEstimator, KindlingModel


class KindlingClassifier(KindlingEstimator, TrainingSetters, ClassifierSetters):
    """Trains a network with one output for each class.

    >>> KindlingClassifier(architecture="mlp([4, 16, 3])", optimizer="AdamW", maxIter=20)
    """

    _java_class = "io.kindling.spark.ml.KindlingClassifier"

    def _create_model(self, java_model):
        return KindlingClassificationModel(java_model)


class KindlingClassificationModel(KindlingModel, ClassifierSetters):
    """A trained network that tells classes apart."""

    _java_class = "io.kindling.spark.ml.KindlingClassificationModel"

    @property
    def numClasses(self) -> int:
        """Number of classes."""
        return self._call_java("numClasses")


__all__ = ["KindlingClassifier", "KindlingClassificationModel", "ClassifierParams"]
