"""The parameters of Kindling's stages; the JVM holds their defaults and checks their values."""

from __future__ import annotations

from pyspark.ml.param import Param, Params, TypeConverters


class TrainingParams(Params):
    """Parameters of every stage, with their getters."""

    featuresCol = Param(
        Params._dummy(),
        "featuresCol",
        "column of samples: a vector, array<float|double>, binary raw pixels, struct<bytes, path> with PNG or JPEG, or the struct of Spark's image source",
        typeConverter=TypeConverters.toString,
    )

    labelCol = Param(
        Params._dummy(),
        "labelCol",
        "column of what is to be predicted",
        typeConverter=TypeConverters.toString,
    )

    predictionCol = Param(
        Params._dummy(),
        "predictionCol",
        "column the prediction goes to",
        typeConverter=TypeConverters.toString,
    )

    weightCol = Param(
        Params._dummy(),
        "weightCol",
        "column that says how much each row counts; not set or empty, all count the same",
        typeConverter=TypeConverters.toString,
    )

    validationIndicatorCol = Param(
        Params._dummy(),
        "validationIndicatorCol",
        "boolean column that is true for rows to validate on and not to train on",
        typeConverter=TypeConverters.toString,
    )

    handleInvalid = Param(
        Params._dummy(),
        "handleInvalid",
        "what becomes of rows with nulls, values that are not finite, wrong lengths or unreadable images: error or skip",
        typeConverter=TypeConverters.toString,
    )

    architecture = Param(
        Params._dummy(),
        "architecture",
        "the network as text, for example mlp([4, 16, 3]) or a JSON list of layers",
        typeConverter=TypeConverters.toString,
    )

    inputShape = Param(
        Params._dummy(),
        "inputShape",
        "shape of a sample, [features] or [channels, height, width]; not set, the first row tells",
        typeConverter=TypeConverters.toListInt,
    )

    normalizationMean = Param(
        Params._dummy(),
        "normalizationMean",
        "mean of each channel that is subtracted, in units of 0..1 for images of bytes; one value holds for all channels",
        typeConverter=TypeConverters.toListFloat,
    )

    normalizationStd = Param(
        Params._dummy(),
        "normalizationStd",
        "deviation of each channel that is divided by; one value holds for all channels",
        typeConverter=TypeConverters.toListFloat,
    )

    cropPadding = Param(
        Params._dummy(),
        "cropPadding",
        "augmentation: pixels of black added on each side before a random crop; 0 does not crop",
        typeConverter=TypeConverters.toInt,
    )

    flipProbability = Param(
        Params._dummy(),
        "flipProbability",
        "augmentation: chance of a horizontal flip, 0..1",
        typeConverter=TypeConverters.toFloat,
    )

    loss = Param(
        Params._dummy(),
        "loss",
        "the loss by name, for example CrossEntropyLoss",
        typeConverter=TypeConverters.toString,
    )

    lossOptions = Param(
        Params._dummy(),
        "lossOptions",
        "options of the loss as a JSON object with PyTorch's names",
        typeConverter=TypeConverters.toString,
    )

    optimizer = Param(
        Params._dummy(),
        "optimizer",
        "the optimizer by name, for example AdamW",
        typeConverter=TypeConverters.toString,
    )

    optimizerOptions = Param(
        Params._dummy(),
        "optimizerOptions",
        "options of the optimizer, without lr, as a JSON object with PyTorch's names",
        typeConverter=TypeConverters.toString,
    )

    schedule = Param(
        Params._dummy(),
        "schedule",
        "the schedule of the learning rate by name, for example CosineAnnealingLR; constant for none",
        typeConverter=TypeConverters.toString,
    )

    scheduleOptions = Param(
        Params._dummy(),
        "scheduleOptions",
        "options of the schedule as a JSON object with PyTorch's names",
        typeConverter=TypeConverters.toString,
    )

    scheduleUnit = Param(
        Params._dummy(),
        "scheduleUnit",
        "what the schedule counts: epoch or step",
        typeConverter=TypeConverters.toString,
    )

    stepSize = Param(
        Params._dummy(),
        "stepSize",
        "learning rate to begin with, above 0",
        typeConverter=TypeConverters.toFloat,
    )

    maxIter = Param(
        Params._dummy(),
        "maxIter",
        "passes over the data (epochs), at least 1",
        typeConverter=TypeConverters.toInt,
    )

    batchSize = Param(
        Params._dummy(),
        "batchSize",
        "samples in a step over all workers, at least 1",
        typeConverter=TypeConverters.toInt,
    )

    seed = Param(
        Params._dummy(),
        "seed",
        "key of initial parameters, shuffles, augmentation and dropout",
        typeConverter=TypeConverters.toInt,
    )

    numWorkers = Param(
        Params._dummy(),
        "numWorkers",
        "partitions to train on, each a worker; 0 for as many as Spark has cores",
        typeConverter=TypeConverters.toInt,
    )

    aggregationDepth = Param(
        Params._dummy(),
        "aggregationDepth",
        "levels in which gradients are added up, at least 1",
        typeConverter=TypeConverters.toInt,
    )

    allReduce = Param(
        Params._dummy(),
        "allReduce",
        "strategy that sums the gradients: tree",
        typeConverter=TypeConverters.toString,
    )

    patience = Param(
        Params._dummy(),
        "patience",
        "epochs without a lower loss (of the validation rows, or of the training rows without them) after which training stops with the best model; 0 for never",
        typeConverter=TypeConverters.toInt,
    )

    tol = Param(
        Params._dummy(),
        "tol",
        "by how much the loss must fall to be better, at least 0",
        typeConverter=TypeConverters.toFloat,
    )

    scoringBatchSize = Param(
        Params._dummy(),
        "scoringBatchSize",
        "rows that go through the network at once in transform, at least 1",
        typeConverter=TypeConverters.toInt,
    )

    def getFeaturesCol(self) -> str:
        """The value of :py:attr:`featuresCol`."""
        return self.getOrDefault(self.featuresCol)

    def getLabelCol(self) -> str:
        """The value of :py:attr:`labelCol`."""
        return self.getOrDefault(self.labelCol)

    def getPredictionCol(self) -> str:
        """The value of :py:attr:`predictionCol`."""
        return self.getOrDefault(self.predictionCol)

    def getWeightCol(self) -> str:
        """The value of :py:attr:`weightCol`."""
        return self.getOrDefault(self.weightCol)

    def getValidationIndicatorCol(self) -> str:
        """The value of :py:attr:`validationIndicatorCol`."""
        return self.getOrDefault(self.validationIndicatorCol)

    def getHandleInvalid(self) -> str:
        """The value of :py:attr:`handleInvalid`."""
        return self.getOrDefault(self.handleInvalid)

    def getArchitecture(self) -> str:
        """The value of :py:attr:`architecture`."""
        return self.getOrDefault(self.architecture)

    def getInputShape(self) -> list[int]:
        """The value of :py:attr:`inputShape`."""
        return self.getOrDefault(self.inputShape)

    def getNormalizationMean(self) -> list[float]:
        """The value of :py:attr:`normalizationMean`."""
        return self.getOrDefault(self.normalizationMean)

    def getNormalizationStd(self) -> list[float]:
        """The value of :py:attr:`normalizationStd`."""
        return self.getOrDefault(self.normalizationStd)

    def getCropPadding(self) -> int:
        """The value of :py:attr:`cropPadding`."""
        return self.getOrDefault(self.cropPadding)

    def getFlipProbability(self) -> float:
        """The value of :py:attr:`flipProbability`."""
        return self.getOrDefault(self.flipProbability)

    def getLoss(self) -> str:
        """The value of :py:attr:`loss`."""
        return self.getOrDefault(self.loss)

    def getLossOptions(self) -> str:
        """The value of :py:attr:`lossOptions`."""
        return self.getOrDefault(self.lossOptions)

    def getOptimizer(self) -> str:
        """The value of :py:attr:`optimizer`."""
        return self.getOrDefault(self.optimizer)

    def getOptimizerOptions(self) -> str:
        """The value of :py:attr:`optimizerOptions`."""
        return self.getOrDefault(self.optimizerOptions)

    def getSchedule(self) -> str:
        """The value of :py:attr:`schedule`."""
        return self.getOrDefault(self.schedule)

    def getScheduleOptions(self) -> str:
        """The value of :py:attr:`scheduleOptions`."""
        return self.getOrDefault(self.scheduleOptions)

    def getScheduleUnit(self) -> str:
        """The value of :py:attr:`scheduleUnit`."""
        return self.getOrDefault(self.scheduleUnit)

    def getStepSize(self) -> float:
        """The value of :py:attr:`stepSize`."""
        return self.getOrDefault(self.stepSize)

    def getMaxIter(self) -> int:
        """The value of :py:attr:`maxIter`."""
        return self.getOrDefault(self.maxIter)

    def getBatchSize(self) -> int:
        """The value of :py:attr:`batchSize`."""
        return self.getOrDefault(self.batchSize)

    def getSeed(self) -> int:
        """The value of :py:attr:`seed`."""
        return self.getOrDefault(self.seed)

    def getNumWorkers(self) -> int:
        """The value of :py:attr:`numWorkers`."""
        return self.getOrDefault(self.numWorkers)

    def getAggregationDepth(self) -> int:
        """The value of :py:attr:`aggregationDepth`."""
        return self.getOrDefault(self.aggregationDepth)

    def getAllReduce(self) -> str:
        """The value of :py:attr:`allReduce`."""
        return self.getOrDefault(self.allReduce)

    def getPatience(self) -> int:
        """The value of :py:attr:`patience`."""
        return self.getOrDefault(self.patience)

    def getTol(self) -> float:
        """The value of :py:attr:`tol`."""
        return self.getOrDefault(self.tol)

    def getScoringBatchSize(self) -> int:
        """The value of :py:attr:`scoringBatchSize`."""
        return self.getOrDefault(self.scoringBatchSize)


class ClassifierParams(TrainingParams):
    """Parameters of a classifier beside those of every stage."""

    rawPredictionCol = Param(
        Params._dummy(),
        "rawPredictionCol",
        "column the network's outputs go to, one for each class; empty for none",
        typeConverter=TypeConverters.toString,
    )

    probabilityCol = Param(
        Params._dummy(),
        "probabilityCol",
        "column the probabilities of the classes go to; empty for none",
        typeConverter=TypeConverters.toString,
    )

    thresholds = Param(
        Params._dummy(),
        "thresholds",
        "one for each class, at most one of them 0: the class with the highest probability / threshold is predicted",
        typeConverter=TypeConverters.toListFloat,
    )

    def getRawPredictionCol(self) -> str:
        """The value of :py:attr:`rawPredictionCol`."""
        return self.getOrDefault(self.rawPredictionCol)

    def getProbabilityCol(self) -> str:
        """The value of :py:attr:`probabilityCol`."""
        return self.getOrDefault(self.probabilityCol)

    def getThresholds(self) -> list[float]:
        """The value of :py:attr:`thresholds`."""
        return self.getOrDefault(self.thresholds)


class TrainingSetters(TrainingParams):
    """Setters of an estimator; each gives the estimator back."""

    def setFeaturesCol(self, value: str):
        """Sets :py:attr:`featuresCol`."""
        return self._set(featuresCol=value)

    def setLabelCol(self, value: str):
        """Sets :py:attr:`labelCol`."""
        return self._set(labelCol=value)

    def setPredictionCol(self, value: str):
        """Sets :py:attr:`predictionCol`."""
        return self._set(predictionCol=value)

    def setWeightCol(self, value: str):
        """Sets :py:attr:`weightCol`."""
        return self._set(weightCol=value)

    def setValidationIndicatorCol(self, value: str):
        """Sets :py:attr:`validationIndicatorCol`."""
        return self._set(validationIndicatorCol=value)

    def setHandleInvalid(self, value: str):
        """Sets :py:attr:`handleInvalid`."""
        return self._set(handleInvalid=value)

    def setArchitecture(self, value: str):
        """Sets :py:attr:`architecture`."""
        return self._set(architecture=value)

    def setInputShape(self, value: list[int]):
        """Sets :py:attr:`inputShape`."""
        return self._set(inputShape=value)

    def setNormalizationMean(self, value: list[float]):
        """Sets :py:attr:`normalizationMean`."""
        return self._set(normalizationMean=value)

    def setNormalizationStd(self, value: list[float]):
        """Sets :py:attr:`normalizationStd`."""
        return self._set(normalizationStd=value)

    def setCropPadding(self, value: int):
        """Sets :py:attr:`cropPadding`."""
        return self._set(cropPadding=value)

    def setFlipProbability(self, value: float):
        """Sets :py:attr:`flipProbability`."""
        return self._set(flipProbability=value)

    def setLoss(self, value: str):
        """Sets :py:attr:`loss`."""
        return self._set(loss=value)

    def setLossOptions(self, value: str):
        """Sets :py:attr:`lossOptions`."""
        return self._set(lossOptions=value)

    def setOptimizer(self, value: str):
        """Sets :py:attr:`optimizer`."""
        return self._set(optimizer=value)

    def setOptimizerOptions(self, value: str):
        """Sets :py:attr:`optimizerOptions`."""
        return self._set(optimizerOptions=value)

    def setSchedule(self, value: str):
        """Sets :py:attr:`schedule`."""
        return self._set(schedule=value)

    def setScheduleOptions(self, value: str):
        """Sets :py:attr:`scheduleOptions`."""
        return self._set(scheduleOptions=value)

    def setScheduleUnit(self, value: str):
        """Sets :py:attr:`scheduleUnit`."""
        return self._set(scheduleUnit=value)

    def setStepSize(self, value: float):
        """Sets :py:attr:`stepSize`."""
        return self._set(stepSize=value)

    def setMaxIter(self, value: int):
        """Sets :py:attr:`maxIter`."""
        return self._set(maxIter=value)

    def setBatchSize(self, value: int):
        """Sets :py:attr:`batchSize`."""
        return self._set(batchSize=value)

    def setSeed(self, value: int):
        """Sets :py:attr:`seed`."""
        return self._set(seed=value)

    def setNumWorkers(self, value: int):
        """Sets :py:attr:`numWorkers`."""
        return self._set(numWorkers=value)

    def setAggregationDepth(self, value: int):
        """Sets :py:attr:`aggregationDepth`."""
        return self._set(aggregationDepth=value)

    def setAllReduce(self, value: str):
        """Sets :py:attr:`allReduce`."""
        return self._set(allReduce=value)

    def setPatience(self, value: int):
        """Sets :py:attr:`patience`."""
        return self._set(patience=value)

    def setTol(self, value: float):
        """Sets :py:attr:`tol`."""
        return self._set(tol=value)

    def setScoringBatchSize(self, value: int):
        """Sets :py:attr:`scoringBatchSize`."""
        return self._set(scoringBatchSize=value)

    def setEpochs(self, value: int):
        """Sets :py:attr:`maxIter`, the number of epochs."""
        return self._set(maxIter=value)

    def setLearningRate(self, value: float):
        """Sets :py:attr:`stepSize`, the learning rate."""
        return self._set(stepSize=value)


class ClassifierSetters(ClassifierParams):
    """Setters of a classifier beside those of every estimator."""

    def setRawPredictionCol(self, value: str):
        """Sets :py:attr:`rawPredictionCol`."""
        return self._set(rawPredictionCol=value)

    def setProbabilityCol(self, value: str):
        """Sets :py:attr:`probabilityCol`."""
        return self._set(probabilityCol=value)

    def setThresholds(self, value: list[float]):
        """Sets :py:attr:`thresholds`."""
        return self._set(thresholds=value)
