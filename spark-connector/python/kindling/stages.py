"""What classifier and regressor have in common on the Python side."""

from __future__ import annotations

from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel


class KindlingReader(JavaMLReader):
    """Loads a stage by the name of its class in the JVM."""

    @classmethod
    def _java_loader_class(cls, clazz) -> str:
        return clazz._java_class


class KindlingReadable(JavaMLReadable):
    """Gives a stage ``read`` and ``load``."""

    @classmethod
    def read(cls):
        """A reader of what ``write`` has saved."""
        return KindlingReader(cls)


class KindlingEstimator(JavaEstimator, KindlingReadable, JavaMLWritable):
    """An estimator whose parameters are given by name."""

    _java_class: str

    def __init__(self, **params):
        super().__init__()
        self._java_obj = self._new_java_obj(self._java_class, self.uid)
        self._transfer_params_from_java()
        self.setParams(**params)

    def setParams(self, **params):
        """Sets several parameters by name."""
        return self._set(**{k: v for k, v in params.items() if v is not None})


class TrainingSummary:
    """How training went: the curves to plot, and its speed."""

    def __init__(self, java_summary):
        self._summary = java_summary

    @property
    def objectiveHistory(self) -> list[float]:
        """Mean loss of each step's batch, before its update."""
        return list(self._summary.objectiveHistory())

    @property
    def trainingLoss(self) -> list[float]:
        """Mean training loss of each epoch."""
        return list(self._summary.trainingLoss())

    @property
    def trainingAccuracy(self) -> list[float]:
        """Fraction of training samples of each epoch that were right, 0..1."""
        return list(self._summary.trainingAccuracy())

    @property
    def validationLoss(self) -> list[float]:
        """Mean loss of the validation rows after each epoch; NaN without."""
        return list(self._summary.validationLoss())

    @property
    def validationAccuracy(self) -> list[float]:
        """Fraction of the validation rows that were right after each epoch; NaN without."""
        return list(self._summary.validationAccuracy())

    @property
    def samplesPerSecond(self) -> float:
        """Samples a second in training."""
        return self._summary.samplesPerSecond()


class KindlingModel(JavaModel, KindlingReadable, JavaMLWritable):
    """A trained network."""

    @property
    def hasSummary(self) -> bool:
        """Whether this process has trained the model."""
        return self._call_java("hasSummary")

    @property
    def summary(self) -> TrainingSummary:
        """How training went; an error for a model that was loaded."""
        return TrainingSummary(self._java_obj.summary())

    def registerUdf(self, spark, name: str) -> None:
        """Makes the model a function in SQL that takes a sample and gives the prediction."""
        self._transfer_params_to_java()
        self._java_obj.registerUdf(spark._jsparkSession, name)
