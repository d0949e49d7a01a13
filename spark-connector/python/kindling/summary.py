"""How training went."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from pyspark.sql import Row

if TYPE_CHECKING:
    import pandas


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


class TrainingSummary:
    """The curves to plot, and where the time went. Not saved with the model."""

    def __init__(self, row: Row):
        self._row = row

    @property
    def objectiveHistory(self) -> list[float]:
        """Mean loss of each step's batch, before its update."""
        return list(self._row.objectiveHistory)

    @property
    def trainingLoss(self) -> list[float]:
        """Mean training loss of each epoch."""
        return list(self._row.trainingLoss)

    @property
    def trainingAccuracy(self) -> list[float]:
        """Fraction of training samples of each epoch that were right, 0..1."""
        return list(self._row.trainingAccuracy)

    @property
    def validationLoss(self) -> list[float]:
        """Mean loss of the validation rows after each epoch; NaN without."""
        return list(self._row.validationLoss)

    @property
    def validationAccuracy(self) -> list[float]:
        """Fraction of the validation rows that were right after each epoch, 0..1; NaN without."""
        return list(self._row.validationAccuracy)

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
        return self._row.totalIterations

    @property
    def steps(self) -> int:
        """Steps that were made."""
        return self._row.steps

    @property
    def skippedRows(self) -> int:
        """Rows to train on that were not valid and left out; 0 unless handleInvalid is skip."""
        return self._row.skippedRows

    @property
    def skippedReasons(self) -> list[str]:
        """What is wrong with the first of the rows that were left out."""
        return list(self._row.skippedReasons)

    @property
    def warnings(self) -> list[str]:
        """What the results or the speed suffer from, each with its cure."""
        return list(self._row.warnings)

    @property
    def samplesPerSecond(self) -> float:
        """Samples a second in training."""
        return self._row.samplesPerSecond

    @property
    def totalSeconds(self) -> float:
        """All of the time, in seconds."""
        return self._row.totalSeconds

    @property
    def seconds(self) -> dict[str, float]:
        """Where the time went: preparation; compute, update and overhead of steps; evaluation."""
        return dict(self._row.seconds)

    def to_html(self) -> str:
        """The curves and what else is shown of the run; ``displayHTML(summary.to_html())``."""
        return self._row.html

    def _repr_html_(self) -> str:
        """What a notebook shows of it."""
        return self.to_html()

    def to_pandas(self) -> pandas.DataFrame:
        """The epochs as a table, where pandas is installed."""
        try:
            import pandas
        except ImportError as e:
            raise ImportError(
                "to_pandas() needs pandas: pip install pandas, or use summary.epochs"
            ) from e
        columns = list(Epoch.__dataclass_fields__)
        return pandas.DataFrame([asdict(epoch) for epoch in self.epochs], columns=columns)
