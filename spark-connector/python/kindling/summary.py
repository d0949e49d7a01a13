"""How training went."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.ml.wrapper import JavaWrapper


@dataclass(frozen=True)
class Epoch:
    """One pass over the data."""

    epoch: int
    """Its number, from 1."""
    trainingLoss: float
    """Mean loss of its samples, each before its update."""
    trainingAccuracy: float
    """Fraction of its samples that were right before their update, 0..1; NaN for a regressor."""
    validationLoss: float
    """Mean loss of the validation rows after it; NaN without."""
    validationAccuracy: float
    """Fraction of the validation rows that were right after it, 0..1; NaN without."""


class TrainingSummary(JavaWrapper):
    """The curves to plot, and where the time went. Not saved with the model."""

    def _floats(self, name: str) -> list[float]:
        return [float(value) for value in self._call_java(name)]

    @property
    def objectiveHistory(self) -> list[float]:
        """Mean loss of each step's batch, before its update."""
        return self._floats("objectiveHistory")

    @property
    def trainingLoss(self) -> list[float]:
        """Mean training loss of each epoch."""
        return self._floats("trainingLoss")

    @property
    def trainingAccuracy(self) -> list[float]:
        """Fraction of training samples of each epoch that were right, 0..1."""
        return self._floats("trainingAccuracy")

    @property
    def validationLoss(self) -> list[float]:
        """Mean loss of the validation rows after each epoch; NaN without."""
        return self._floats("validationLoss")

    @property
    def validationAccuracy(self) -> list[float]:
        """Fraction of the validation rows that were right after each epoch, 0..1; NaN without."""
        return self._floats("validationAccuracy")

    @property
    def epochs(self) -> list[Epoch]:
        """The epochs, in order; ``spark.createDataFrame(summary.epochs)`` makes a table of them."""
        numbers = range(1, self.totalIterations + 1)
        columns = (
            self.trainingLoss,
            self.trainingAccuracy,
            self.validationLoss,
            self.validationAccuracy,
        )
        return [Epoch(*row) for row in zip(numbers, *columns)]

    @property
    def totalIterations(self) -> int:
        """Passes over the data that were made."""
        return self._call_java("totalIterations")

    @property
    def steps(self) -> int:
        """Steps that were made."""
        return self._call_java("steps")

    @property
    def samplesPerSecond(self) -> float:
        """Samples a second in training."""
        return self._call_java("samplesPerSecond")

    @property
    def totalSeconds(self) -> float:
        """All of the time, in seconds."""
        return self._call_java("totalSeconds")

    @property
    def seconds(self) -> dict[str, float]:
        """Where the time went: preparation; compute, update and overhead of steps; evaluation."""
        time = self._java_obj.time()
        parts = ("preparation", "compute", "update", "overhead", "evaluation")
        return {part: getattr(time, part)() for part in parts}
