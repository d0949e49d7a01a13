"""The setters of Kindling's stages; each gives the stage back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kindling.params import ClassifierParams, TrainingParams

if TYPE_CHECKING:
    from typing_extensions import Self


class ScoringSetters(TrainingParams):
    """Setters of estimators and models."""

    def setFeaturesCol(self, value: str) -> Self:
        """Sets :py:attr:`featuresCol`."""
        return self._set(featuresCol=value)

    def setInputCols(self, value: list[str]) -> Self:
        """Sets :py:attr:`inputCols`."""
        return self._set(inputCols=value)

    def setPredictionCol(self, value: str) -> Self:
        """Sets :py:attr:`predictionCol`."""
        return self._set(predictionCol=value)

    def setHandleInvalid(self, value: str) -> Self:
        """Sets :py:attr:`handleInvalid`."""
        return self._set(handleInvalid=value)

    def setApplyExifOrientation(self, value: bool) -> Self:
        """Sets :py:attr:`applyExifOrientation`."""
        return self._set(applyExifOrientation=value)

    def setTestTimeFlip(self, value: bool) -> Self:
        """Sets :py:attr:`testTimeFlip`."""
        return self._set(testTimeFlip=value)

    def setScoringBatchSize(self, value: int) -> Self:
        """Sets :py:attr:`scoringBatchSize`."""
        return self._set(scoringBatchSize=value)


class TrainingSetters(ScoringSetters):
    """Setters of estimators."""

    def setInputSpecs(self, value: str | dict[str, str]) -> Self:
        """Sets :py:attr:`inputSpecs`, as text or as a dict of columns and their specs."""
        return self._set(inputSpecs=value)

    def setLabelCol(self, value: str) -> Self:
        """Sets :py:attr:`labelCol`."""
        return self._set(labelCol=value)

    def setWeightCol(self, value: str) -> Self:
        """Sets :py:attr:`weightCol`."""
        return self._set(weightCol=value)

    def setValidationIndicatorCol(self, value: str) -> Self:
        """Sets :py:attr:`validationIndicatorCol`."""
        return self._set(validationIndicatorCol=value)

    def setArchitecture(self, value: str | list | dict) -> Self:
        """Sets :py:attr:`architecture`."""
        return self._set(architecture=value)

    def setInitialWeights(self, value: str) -> Self:
        """Sets :py:attr:`initialWeights`."""
        return self._set(initialWeights=value)

    def setInputShape(self, value: list[int]) -> Self:
        """Sets :py:attr:`inputShape`."""
        return self._set(inputShape=value)

    def setNormalizationMean(self, value: list[float]) -> Self:
        """Sets :py:attr:`normalizationMean`."""
        return self._set(normalizationMean=value)

    def setNormalizationStd(self, value: list[float]) -> Self:
        """Sets :py:attr:`normalizationStd`."""
        return self._set(normalizationStd=value)

    def setTransforms(self, value: str) -> Self:
        """Sets :py:attr:`transforms`."""
        return self._set(transforms=value)

    def setEvaluationTransforms(self, value: str) -> Self:
        """Sets :py:attr:`evaluationTransforms`."""
        return self._set(evaluationTransforms=value)

    def setMix(self, value: str) -> Self:
        """Sets :py:attr:`mix`."""
        return self._set(mix=value)

    def setCropPadding(self, value: int) -> Self:
        """Sets :py:attr:`cropPadding`."""
        return self._set(cropPadding=value)

    def setFlipProbability(self, value: float) -> Self:
        """Sets :py:attr:`flipProbability`."""
        return self._set(flipProbability=value)

    def setLoss(self, value: str) -> Self:
        """Sets :py:attr:`loss`."""
        return self._set(loss=value)

    def setLossOptions(self, value: str | dict) -> Self:
        """Sets :py:attr:`lossOptions`."""
        return self._set(lossOptions=value)

    def setOptimizer(self, value: str) -> Self:
        """Sets :py:attr:`optimizer`."""
        return self._set(optimizer=value)

    def setOptimizerOptions(self, value: str | dict) -> Self:
        """Sets :py:attr:`optimizerOptions`."""
        return self._set(optimizerOptions=value)

    def setFilterBiasAndBn(self, value: bool) -> Self:
        """Sets :py:attr:`filterBiasAndBn`."""
        return self._set(filterBiasAndBn=value)

    def setClipGradNorm(self, value: float) -> Self:
        """Sets :py:attr:`clipGradNorm`."""
        return self._set(clipGradNorm=value)

    def setSyncBatchNorm(self, value: bool) -> Self:
        """Sets :py:attr:`syncBatchNorm`."""
        return self._set(syncBatchNorm=value)

    def setModelEmaDecay(self, value: float) -> Self:
        """Sets :py:attr:`modelEmaDecay`."""
        return self._set(modelEmaDecay=value)

    def setSchedule(self, value: str) -> Self:
        """Sets :py:attr:`schedule`."""
        return self._set(schedule=value)

    def setScheduleOptions(self, value: str | dict) -> Self:
        """Sets :py:attr:`scheduleOptions`."""
        return self._set(scheduleOptions=value)

    def setScheduleUnit(self, value: str) -> Self:
        """Sets :py:attr:`scheduleUnit`."""
        return self._set(scheduleUnit=value)

    def setStepSize(self, value: float) -> Self:
        """Sets :py:attr:`stepSize`."""
        return self._set(stepSize=value)

    def setMaxIter(self, value: int) -> Self:
        """Sets :py:attr:`maxIter`."""
        return self._set(maxIter=value)

    def setBatchSize(self, value: int) -> Self:
        """Sets :py:attr:`batchSize`."""
        return self._set(batchSize=value)

    def setDropLast(self, value: bool) -> Self:
        """Sets :py:attr:`dropLast`."""
        return self._set(dropLast=value)

    def setSeed(self, value: int) -> Self:
        """Sets :py:attr:`seed`."""
        return self._set(seed=value)

    def setNumWorkers(self, value: int) -> Self:
        """Sets :py:attr:`numWorkers`."""
        return self._set(numWorkers=value)

    def setAggregationDepth(self, value: int) -> Self:
        """Sets :py:attr:`aggregationDepth`."""
        return self._set(aggregationDepth=value)

    def setAllReduce(self, value: str) -> Self:
        """Sets :py:attr:`allReduce`."""
        return self._set(allReduce=value)

    def setCache(self, value: str) -> Self:
        """Sets :py:attr:`cache`."""
        return self._set(cache=value)

    def setCheckpointDir(self, value: str) -> Self:
        """Sets :py:attr:`checkpointDir`."""
        return self._set(checkpointDir=value)

    def setTensorBoardDir(self, value: str) -> Self:
        """Sets :py:attr:`tensorBoardDir`."""
        return self._set(tensorBoardDir=value)

    def setCheckpointInterval(self, value: int) -> Self:
        """Sets :py:attr:`checkpointInterval`."""
        return self._set(checkpointInterval=value)

    def setPatience(self, value: int) -> Self:
        """Sets :py:attr:`patience`."""
        return self._set(patience=value)

    def setValidationMetric(self, value: str) -> Self:
        """Sets :py:attr:`validationMetric`."""
        return self._set(validationMetric=value)

    def setTol(self, value: float) -> Self:
        """Sets :py:attr:`tol`."""
        return self._set(tol=value)

    def setEpochs(self, value: int) -> Self:
        """Sets :py:attr:`maxIter`, the number of epochs."""
        return self._set(maxIter=value)

    def setLearningRate(self, value: float) -> Self:
        """Sets :py:attr:`stepSize`, the learning rate."""
        return self._set(stepSize=value)


class ClassifierSetters(ClassifierParams):
    """Setters of a classifier beside those of every stage."""

    def setClassWeight(self, value: str) -> Self:
        """Sets :py:attr:`classWeight`."""
        return self._set(classWeight=value)

    def setRawPredictionCol(self, value: str) -> Self:
        """Sets :py:attr:`rawPredictionCol`."""
        return self._set(rawPredictionCol=value)

    def setProbabilityCol(self, value: str) -> Self:
        """Sets :py:attr:`probabilityCol`."""
        return self._set(probabilityCol=value)

    def setThresholds(self, value: list[float]) -> Self:
        """Sets :py:attr:`thresholds`."""
        return self._set(thresholds=value)
