"""Networks that tell classes apart."""

from __future__ import annotations

from kindling.setters import ClassifierSetters
from kindling.stages import KindlingEstimator, KindlingModel


class KindlingClassifier(KindlingEstimator, ClassifierSetters):
    """Trains a network with one output for each class; labels are 0 to classes - 1.

    >>> classifier = KindlingClassifier(architecture="mlp([4, 16, 3])", optimizer="AdamW")
    >>> model = classifier.setLearningRate(0.01).setEpochs(20).fit(training)
    >>> model.transform(test).select("prediction", "probability")

    ``classifier.explainParams()`` tells of every Param.
    """

    _java_class = "io.kindling.spark.ml.KindlingClassifier"

    def _create_model(self, java_model) -> KindlingClassificationModel:
        return KindlingClassificationModel(java_model)


class KindlingClassificationModel(KindlingModel, ClassifierSetters):
    """A trained network that tells classes apart. Made by :py:class:`KindlingClassifier`."""

    _java_class = "io.kindling.spark.ml.KindlingClassificationModel"

    @property
    def numClasses(self) -> int:
        """Number of classes."""
        return self._network().outputs
