"""The Params of Kindling's stages; the JVM holds their defaults and checks their values.

They are Spark's own where Spark has one of the name, so that whatever asks for a ``HasFeaturesCol``
takes our stages too.
"""

from __future__ import annotations

import json
from typing import Any

from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.param.shared import (
    HasAggregationDepth,
    HasCheckpointInterval,
    HasFeaturesCol,
    HasHandleInvalid,
    HasInputCols,
    HasLabelCol,
    HasLoss,
    HasMaxIter,
    HasPredictionCol,
    HasProbabilityCol,
    HasRawPredictionCol,
    HasSeed,
    HasStepSize,
    HasThresholds,
    HasTol,
    HasValidationIndicatorCol,
    HasWeightCol,
)


def _json(value: Any) -> str:
    """Text as it is; a dict or list as JSON."""
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value)
    return TypeConverters.toString(value)


def _specs(value: Any) -> str:
    """Text as it is; a dict of columns and their specs as text."""
    if isinstance(value, dict):
        quoted = {name.replace("`", "``"): spec for name, spec in value.items()}
        return ", ".join(f"`{name}`: {spec}" for name, spec in quoted.items())
    return TypeConverters.toString(value)


class TrainingParams(
    HasFeaturesCol,
    HasInputCols,
    HasLabelCol,
    HasPredictionCol,
    HasWeightCol,
    HasValidationIndicatorCol,
    HasHandleInvalid,
    HasLoss,
    HasStepSize,
    HasMaxIter,
    HasSeed,
    HasAggregationDepth,
    HasCheckpointInterval,
    HasTol,
):
    """Params of every stage; a model keeps those it was trained with."""

    featuresCol = Param(
        Params._dummy(),
        "featuresCol",
        "column of samples: a vector, array<float|double>, binary raw pixels, struct<bytes, "
        "path> with PNG or JPEG, or the struct of Spark's image source",
        typeConverter=TypeConverters.toString,
    )

    inputCols = Param(
        Params._dummy(),
        "inputCols",
        "columns that are the network's inputs, instead of one column of features; not set, none",
        typeConverter=TypeConverters.toListString,
    )

    inputSpecs = Param(
        Params._dummy(),
        "inputSpecs",
        "what each of inputCols is, for example age: numeric, city: categorical(dim=8), sku: "
        "hash(10000), title: text(word, length=32); a column that is not named is what its type "
        "says",
        typeConverter=_specs,
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
        "boolean column that is true for rows to validate on and not to train on;"
        " a row where it is null is not valid, see handleInvalid",
        typeConverter=TypeConverters.toString,
    )

    handleInvalid = Param(
        Params._dummy(),
        "handleInvalid",
        "what becomes of rows with nulls, values that are not finite, wrong lengths or "
        "unreadable images: error or skip; or mean, which puts the training mean where a number of "
        "inputCols is missing",
        typeConverter=TypeConverters.toString,
    )

    architecture = Param(
        Params._dummy(),
        "architecture",
        "the network as text, for example mlp([4, 16, 3]) or a JSON list of layers",
        typeConverter=_json,
    )

    initialWeights = Param(
        Params._dummy(),
        "initialWeights",
        "safetensors file on any Hadoop file system, with PyTorch's names, whose values training "
        "starts from; not set or empty, random ones",
        typeConverter=TypeConverters.toString,
    )

    inputShape = Param(
        Params._dummy(),
        "inputShape",
        "shape of a sample, [features] or [channels, height, width]; not set, the first row tells",
        typeConverter=TypeConverters.toListInt,
    )

    applyExifOrientation = Param(
        Params._dummy(),
        "applyExifOrientation",
        "whether PNG and JPEG images are turned upright where EXIF says that the camera was turned",
        typeConverter=TypeConverters.toBoolean,
    )

    normalizationMean = Param(
        Params._dummy(),
        "normalizationMean",
        "mean of each channel that is subtracted, in units of 0..1 for images of bytes; one "
        "value holds for all channels",
        typeConverter=TypeConverters.toListFloat,
    )

    normalizationStd = Param(
        Params._dummy(),
        "normalizationStd",
        "deviation of each channel that is divided by; one value holds for all channels",
        typeConverter=TypeConverters.toListFloat,
    )

    transforms = Param(
        Params._dummy(),
        "transforms",
        "transforms of training images by torchvision's names, for example resize(40) | "
        "randomCrop(32) | randomHorizontalFlip; those before the first random one are made once",
        typeConverter=TypeConverters.toString,
    )

    evaluationTransforms = Param(
        Params._dummy(),
        "evaluationTransforms",
        "transforms of images in validation and scoring, for example resize(40) | "
        "centerCrop(32); not set, those of transforms before the first random one",
        typeConverter=TypeConverters.toString,
    )

    syncBatchNorm = Param(
        Params._dummy(),
        "syncBatchNorm",
        "whether batch norms normalize by the whole batch, over all workers, while training; "
        "allReduce must be resident, sharded or auto then",
        typeConverter=TypeConverters.toBoolean,
    )

    testTimeFlip = Param(
        Params._dummy(),
        "testTimeFlip",
        "whether validation and scoring take the mean of the outputs for an image and for its "
        "mirror image, which costs two forward passes",
        typeConverter=TypeConverters.toBoolean,
    )

    mix = Param(
        Params._dummy(),
        "mix",
        "how the samples of a batch are mixed in training: mixUp(0.2), cutMix(1), or several with"
        " | between them, of which each step takes one; empty for not at all",
        typeConverter=TypeConverters.toString,
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
        typeConverter=_json,
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
        typeConverter=_json,
    )

    filterBiasAndBn = Param(
        Params._dummy(),
        "filterBiasAndBn",
        "whether biases and the weights of normalization layers have no weight decay",
        typeConverter=TypeConverters.toBoolean,
    )

    clipGradNorm = Param(
        Params._dummy(),
        "clipGradNorm",
        "a gradient of a greater norm is scaled down to this one; 0 for no limit",
        typeConverter=TypeConverters.toFloat,
    )

    modelEmaDecay = Param(
        Params._dummy(),
        "modelEmaDecay",
        "decay of an exponential moving average of the weights, at least 0 and below 1, for "
        "example 0.999, which becomes the model; 0 for none",
        typeConverter=TypeConverters.toFloat,
    )

    schedule = Param(
        Params._dummy(),
        "schedule",
        "the schedule of the learning rate by name, for example CosineAnnealingLR; constant for "
        "none",
        typeConverter=TypeConverters.toString,
    )

    scheduleOptions = Param(
        Params._dummy(),
        "scheduleOptions",
        "options of the schedule as a JSON object with PyTorch's names",
        typeConverter=_json,
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

    dropLast = Param(
        Params._dummy(),
        "dropLast",
        "whether the last batch of an epoch is left out when it is short",
        typeConverter=TypeConverters.toBoolean,
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
        "levels in which allReduce tree adds gradients up, at least 1",
        typeConverter=TypeConverters.toInt,
    )

    allReduce = Param(
        Params._dummy(),
        "allReduce",
        "strategy that sums the gradients: tree (a Spark job for each step, on any cluster), "
        "resident (workers stay and exchange directly: faster, needs a task slot for each "
        "worker and no dynamic allocation) or sharded (as resident, the optimizer's state "
        "divided among the workers)",
        typeConverter=TypeConverters.toString,
    )

    cache = Param(
        Params._dummy(),
        "cache",
        "where decoded rows are kept during a fit: memory, disk (files in Spark's local folders),"
        " or auto, which is memory where it suffices; the model is the same",
        typeConverter=TypeConverters.toString,
    )

    checkpointDir = Param(
        Params._dummy(),
        "checkpointDir",
        "folder on any Hadoop file system from which a fit that was cut off goes on when it is "
        "called again with the same data and Params; not set or empty for none",
        typeConverter=TypeConverters.toString,
    )

    tensorBoardDir = Param(
        Params._dummy(),
        "tensorBoardDir",
        "folder on any Hadoop file system in which each fit leaves event files for TensorBoard, "
        "in a folder of its own; not set or empty for none",
        typeConverter=TypeConverters.toString,
    )

    checkpointInterval = Param(
        Params._dummy(),
        "checkpointInterval",
        "epochs between two checkpoints in checkpointDir, at least 1; -1 for none",
        typeConverter=TypeConverters.toInt,
    )

    patience = Param(
        Params._dummy(),
        "patience",
        "epochs without a lower loss (of the validation rows, or of the training rows without "
        "them) after which training stops with the best model; 0 for never",
        typeConverter=TypeConverters.toInt,
    )

    validationMetric = Param(
        Params._dummy(),
        "validationMetric",
        "what is to be better, by more than tol, on the validation rows for patience and the best "
        "model: loss, or a metric of Spark's evaluators, for classes areaUnderROC, areaUnderPR, "
        "accuracy, f1, weightedPrecision, weightedRecall or logLoss, for numbers rmse, mse, mae "
        "or r2",
        typeConverter=TypeConverters.toString,
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

    def getArchitecture(self) -> str:
        """The value of :py:attr:`architecture`."""
        return self.getOrDefault(self.architecture)

    def getInputSpecs(self) -> str:
        """The value of :py:attr:`inputSpecs`."""
        return self.getOrDefault(self.inputSpecs)

    def getInitialWeights(self) -> str:
        """The value of :py:attr:`initialWeights`."""
        return self.getOrDefault(self.initialWeights)

    def getInputShape(self) -> list[int]:
        """The value of :py:attr:`inputShape`."""
        return self.getOrDefault(self.inputShape)

    def getApplyExifOrientation(self) -> bool:
        """The value of :py:attr:`applyExifOrientation`."""
        return self.getOrDefault(self.applyExifOrientation)

    def getNormalizationMean(self) -> list[float]:
        """The value of :py:attr:`normalizationMean`."""
        return self.getOrDefault(self.normalizationMean)

    def getNormalizationStd(self) -> list[float]:
        """The value of :py:attr:`normalizationStd`."""
        return self.getOrDefault(self.normalizationStd)

    def getTransforms(self) -> str:
        """The value of :py:attr:`transforms`."""
        return self.getOrDefault(self.transforms)

    def getEvaluationTransforms(self) -> str:
        """The value of :py:attr:`evaluationTransforms`."""
        return self.getOrDefault(self.evaluationTransforms)

    def getSyncBatchNorm(self) -> bool:
        """The value of :py:attr:`syncBatchNorm`."""
        return self.getOrDefault(self.syncBatchNorm)

    def getTestTimeFlip(self) -> bool:
        """The value of :py:attr:`testTimeFlip`."""
        return self.getOrDefault(self.testTimeFlip)

    def getMix(self) -> str:
        """The value of :py:attr:`mix`."""
        return self.getOrDefault(self.mix)

    def getCropPadding(self) -> int:
        """The value of :py:attr:`cropPadding`."""
        return self.getOrDefault(self.cropPadding)

    def getFlipProbability(self) -> float:
        """The value of :py:attr:`flipProbability`."""
        return self.getOrDefault(self.flipProbability)

    def getLossOptions(self) -> str:
        """The value of :py:attr:`lossOptions`."""
        return self.getOrDefault(self.lossOptions)

    def getOptimizer(self) -> str:
        """The value of :py:attr:`optimizer`."""
        return self.getOrDefault(self.optimizer)

    def getOptimizerOptions(self) -> str:
        """The value of :py:attr:`optimizerOptions`."""
        return self.getOrDefault(self.optimizerOptions)

    def getFilterBiasAndBn(self) -> bool:
        """The value of :py:attr:`filterBiasAndBn`."""
        return self.getOrDefault(self.filterBiasAndBn)

    def getClipGradNorm(self) -> float:
        """The value of :py:attr:`clipGradNorm`."""
        return self.getOrDefault(self.clipGradNorm)

    def getModelEmaDecay(self) -> float:
        """The value of :py:attr:`modelEmaDecay`."""
        return self.getOrDefault(self.modelEmaDecay)

    def getSchedule(self) -> str:
        """The value of :py:attr:`schedule`."""
        return self.getOrDefault(self.schedule)

    def getScheduleOptions(self) -> str:
        """The value of :py:attr:`scheduleOptions`."""
        return self.getOrDefault(self.scheduleOptions)

    def getScheduleUnit(self) -> str:
        """The value of :py:attr:`scheduleUnit`."""
        return self.getOrDefault(self.scheduleUnit)

    def getBatchSize(self) -> int:
        """The value of :py:attr:`batchSize`."""
        return self.getOrDefault(self.batchSize)

    def getDropLast(self) -> bool:
        """The value of :py:attr:`dropLast`."""
        return self.getOrDefault(self.dropLast)

    def getNumWorkers(self) -> int:
        """The value of :py:attr:`numWorkers`."""
        return self.getOrDefault(self.numWorkers)

    def getAllReduce(self) -> str:
        """The value of :py:attr:`allReduce`."""
        return self.getOrDefault(self.allReduce)

    def getCache(self) -> str:
        """The value of :py:attr:`cache`."""
        return self.getOrDefault(self.cache)

    def getCheckpointDir(self) -> str:
        """The value of :py:attr:`checkpointDir`."""
        return self.getOrDefault(self.checkpointDir)

    def getTensorBoardDir(self) -> str:
        """The value of :py:attr:`tensorBoardDir`."""
        return self.getOrDefault(self.tensorBoardDir)

    def getValidationMetric(self) -> str:
        """The value of :py:attr:`validationMetric`."""
        return self.getOrDefault(self.validationMetric)

    def getPatience(self) -> int:
        """The value of :py:attr:`patience`."""
        return self.getOrDefault(self.patience)

    def getScoringBatchSize(self) -> int:
        """The value of :py:attr:`scoringBatchSize`."""
        return self.getOrDefault(self.scoringBatchSize)


class ClassifierParams(TrainingParams, HasRawPredictionCol, HasProbabilityCol, HasThresholds):
    """Params of a classifier beside those of every stage."""

    classWeight = Param(
        Params._dummy(),
        "classWeight",
        "how much each class counts in the loss: empty for all rows the same, balanced for rows / "
        "(classes * rows of the class), multiplied with weightCol where there is one",
        typeConverter=TypeConverters.toString,
    )

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
        "one for each class, at most one of them 0: the class with the highest probability / "
        "threshold is predicted",
        typeConverter=TypeConverters.toListFloat,
    )

    def getClassWeight(self) -> str:
        """The value of :py:attr:`classWeight`."""
        return self.getOrDefault(self.classWeight)


class ModelParams(Params):
    """Params of a model beside those of its estimator."""

    transformOutput = Param(
        Params._dummy(),
        "transformOutput",
        "what transform gives: predictions, or, for clients that can call no other method of a "
        "model (Spark Connect), a table about it: summary, weights or network",
        typeConverter=TypeConverters.toString,
    )

    def getTransformOutput(self) -> str:
        """The value of :py:attr:`transformOutput`."""
        return self.getOrDefault(self.transformOutput)
