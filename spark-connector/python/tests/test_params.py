"""The Params are the JVM's, and whatever is set here arrives there and comes back."""

import os
import tempfile
import unittest

from support import SparkTest

from kindling import (
    KindlingClassificationModel,
    KindlingClassifier,
    KindlingRegressionModel,
    KindlingRegressor,
)
from kindling.jvm import java_class
from py4j.java_collections import JavaArray
from pyspark.errors import IllegalArgumentException
from pyspark.ml.param import TypeConverters
from pyspark.ml.param.shared import HasFeaturesCol, HasMaxIter, HasRawPredictionCol

# What PySpark's wrapper sends to each class of Param.
CONVERTERS = {
    "IntParam": TypeConverters.toInt,
    "LongParam": TypeConverters.toInt,
    "DoubleParam": TypeConverters.toFloat,
    "BooleanParam": TypeConverters.toBoolean,
    "IntArrayParam": TypeConverters.toListInt,
    "DoubleArrayParam": TypeConverters.toListFloat,
    "StringArrayParam": TypeConverters.toListString,
}

# Another value than the default for every Param.
OTHERS = {
    "featuresCol": "f",
    "inputCols": ["age", "city"],
    "inputSpecs": "age: numeric",
    "labelCol": "l",
    "predictionCol": "p",
    "weightCol": "w",
    "validationIndicatorCol": "i",
    "handleInvalid": "skip",
    "cache": "disk",
    "architecture": "mlp([4, 8, 3])",
    "initialWeights": "somewhere.safetensors",
    "inputShape": [3, 8, 8],
    "applyExifOrientation": True,
    "normalizationMean": [0.1, 0.2, 0.3],
    "normalizationStd": [1.5, 2.0, 3.0],
    "cropPadding": 4,
    "flipProbability": 0.25,
    "transforms": "resize(40) | randomCrop(32)",
    "evaluationTransforms": "resize(40) | centerCrop(32)",
    "syncBatchNorm": True,
    "testTimeFlip": True,
    "mix": "mixUp(0.2)",
    "loss": "HuberLoss",
    "lossOptions": '{"delta": 2}',
    "optimizer": "AdamW",
    "optimizerOptions": '{"weightDecay": 0.1}',
    "schedule": "StepLR",
    "scheduleOptions": '{"stepSize": 3}',
    "scheduleUnit": "step",
    "filterBiasAndBn": True,
    "clipGradNorm": 1.5,
    "modelEmaDecay": 0.5,
    "stepSize": 0.125,
    "maxIter": 7,
    "batchSize": 33,
    "dropLast": True,
    "seed": 1 << 40,
    "numWorkers": 5,
    "aggregationDepth": 3,
    "allReduce": "resident",
    "checkpointDir": "somewhere",
    "tensorBoardDir": "boards",
    "checkpointInterval": 3,
    "patience": 2,
    "validationMetric": "f1",
    "tol": 1e-3,
    "scoringBatchSize": 17,
    "classWeight": "balanced",
    "rawPredictionCol": "r",
    "probabilityCol": "q",
    "thresholds": [0.5, 0.0, 1.0],
}


def java_values(stage) -> dict:
    """What the stage in the JVM has, by name."""
    java, values = stage._java_obj, {}
    for param in java.params():
        if java.isDefined(param):
            value = java.getOrDefault(param)
            values[param.name()] = list(value) if isinstance(value, JavaArray) else value
    return values


def values(stage) -> dict:
    """What the stage has here, by name."""
    return {p.name: stage.getOrDefault(p) for p in stage.params if stage.isDefined(p)}


class ParamsTest(SparkTest):
    def test_names_docs_types_and_defaults_are_the_jvms(self):
        models = [
            kind._from_java(java_class(kind._java_class)())
            for kind in (KindlingClassificationModel, KindlingRegressionModel)
        ]
        for stage in [KindlingClassifier(), KindlingRegressor(), *models]:
            with self.subTest(type(stage).__name__):
                theirs = {param.name(): param for param in stage._java_obj.params()}
                self.assertEqual(sorted(theirs), [param.name for param in stage.params])
                for param in stage.params:
                    self.assertIn(param.name, dir(type(stage)), "params.py lacks a Param")
                    self.assertEqual(theirs[param.name].doc(), param.doc)
                    kind = theirs[param.name].getClass().getSimpleName()
                    if kind in CONVERTERS:
                        self.assertEqual(CONVERTERS[kind], param.typeConverter, param.name)
                self.assertEqual(java_values(stage), values(stage))

    def test_every_param_has_a_setter_and_a_getter(self):
        for stage in (KindlingClassifier(), KindlingRegressor()):
            for param in stage.params:
                name = param.name[0].upper() + param.name[1:]
                with self.subTest(f"{type(stage).__name__}.{name}"):
                    self.assertIs(stage, getattr(stage, f"set{name}")(OTHERS[param.name]))
                    self.assertEqual(OTHERS[param.name], getattr(stage, f"get{name}")())

    def test_every_param_survives_saving_loading_and_copying(self):
        for kind in (KindlingClassifier, KindlingRegressor):
            others = {name: OTHERS[name] for name in OTHERS if kind().hasParam(name)}
            stage = kind(**others)
            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "stage")
                stage.save(path)
                loaded = kind.load(path)
            for other in (loaded, stage.copy()):
                self.assertEqual(stage.uid, other.uid)
                self.assertEqual(others, values(other))
                self.assertEqual(others, java_values(other))

    def test_epochs_and_learning_rate_are_other_names(self):
        classifier = KindlingClassifier(epochs=3, learningRate=0.5)
        self.assertEqual((3, 0.5), (classifier.getMaxIter(), classifier.getStepSize()))
        classifier.setEpochs(4).setLearningRate(0.25)
        self.assertEqual((4, 0.25), (classifier.getMaxIter(), classifier.getStepSize()))

    def test_networks_and_options_may_be_lists_and_dicts(self):
        layers = ["Linear(2, 8)", "ReLU", {"type": "Linear", "inFeatures": 8, "outFeatures": 2}]
        options = {"weightDecay": 0.1, "amsgrad": True}
        classifier = KindlingClassifier(
            architecture=layers, optimizer="AdamW", optimizerOptions=options
        )
        self.assertEqual('{"weightDecay": 0.1, "amsgrad": true}', classifier.getOptimizerOptions())
        model = classifier.setEpochs(1).fit(self.table())
        self.assertEqual({"0.weight", "0.bias", "2.weight", "2.bias"}, set(model.state_dict()))

    def test_a_name_that_is_no_param_is_refused_with_a_hint(self):
        with self.assertRaises(TypeError) as caught:
            KindlingClassifier(batchsize=3)
        self.assertEqual(
            "KindlingClassifier has no Param 'batchsize'; did you mean 'batchSize'?",
            str(caught.exception),
        )
        with self.assertRaises(TypeError):
            KindlingRegressor(thresholds=[0.5, 0.5])

    def test_a_value_of_another_type_is_refused(self):
        with self.assertRaises(TypeError):
            KindlingClassifier(maxIter="many")

    def test_a_value_out_of_range_is_refused_by_the_jvm_in_words(self):
        with self.assertRaises(IllegalArgumentException) as caught:
            KindlingClassifier(architecture="mlp([2, 2])", maxIter=0)
        self.assertIn("maxIter", str(caught.exception))

    def test_a_name_that_is_not_known_is_refused_when_it_is_set(self):
        with self.assertRaises(IllegalArgumentException) as caught:
            KindlingClassifier(architecture="mpl([4, 3])")
        self.assertIn("did you mean mlp?", str(caught.exception))
        classifier = KindlingClassifier(optimizer="Adam", architecture="mlp([4, 3])")
        for name, value, near in (
            ("optimizer", "AdmaW", "AdamW"),
            ("loss", "CrossEntrpyLoss", "CrossEntropyLoss"),
            ("schedule", "CosinAnnealingLR", "CosineAnnealingLR"),
            ("allReduce", "residnt", "resident"),
            ("handleInvalid", "skipp", "skip"),
            ("cache", "dsk", "disk"),
            ("architecture", "[" * 5000, None),
            ("architecture", "mlp([40000, 40000" + ", 40000" * 500 + "])", None),
        ):
            before = values(classifier)
            with self.subTest(value[:40]), self.assertRaises(IllegalArgumentException) as caught:
                classifier.setParams(**{name: value, "maxIter": 3})
            self.assertIn(f"did you mean {near}?" if near else "ModuleSpec", str(caught.exception))
            self.assertEqual(before, values(classifier), "nothing is set when one is refused")

    def test_sparks_own_mixins_know_the_stages(self):
        for mixin in (HasFeaturesCol, HasMaxIter, HasRawPredictionCol):
            self.assertIsInstance(KindlingClassifier(), mixin)


if __name__ == "__main__":
    unittest.main()
