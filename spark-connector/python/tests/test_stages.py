"""The stages in what Spark ML is made of: pipelines, tuning, evaluators, SQL, files."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import SparkTest

from kindling import (
    DataError,
    KindlingClassificationModel,
    KindlingClassifier,
    KindlingRegressionModel,
    KindlingRegressor,
)
from pyspark import keyword_only
from pyspark.ml import Pipeline, PipelineModel, Transformer
from pyspark.ml.evaluation import MulticlassClassificationEvaluator, RegressionEvaluator
from pyspark.ml.feature import StandardScaler, StringIndexer, VectorAssembler
from pyspark.ml.linalg import Vectors
from pyspark.ml.tuning import (
    CrossValidator,
    CrossValidatorModel,
    ParamGridBuilder,
    TrainValidationSplit,
)
from pyspark.ml.util import DefaultParamsReadable, DefaultParamsWritable
from pyspark.sql import functions as F


class Unchanged(Transformer, DefaultParamsReadable, DefaultParamsWritable):
    """A stage that is there in Python only."""

    @keyword_only
    def __init__(self):
        super().__init__()

    def _transform(self, dataset):
        return dataset


def classifier(**params) -> KindlingClassifier:
    given = dict(
        architecture="mlp([2, 8, 2])",
        optimizer="Adam",
        learningRate=0.05,
        epochs=10,
        batchSize=32,
        numWorkers=2,
        seed=1,
    )
    return KindlingClassifier(**{**given, **params})


class StagesTest(SparkTest):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name: str) -> str:
        return os.path.join(self.folder, name)

    def test_a_classifier_in_a_pipeline_learns_and_its_model_survives(self):
        table = self.table().selectExpr("x", "y", "if(label = 0, 'near', 'far') as side")
        pipeline = Pipeline(
            stages=[
                StringIndexer(inputCol="side", outputCol="label"),
                VectorAssembler(inputCols=["x", "y"], outputCol="raw"),
                StandardScaler(inputCol="raw", outputCol="features", withMean=True),
                classifier(),
            ]
        )
        pipeline.save(self.path("pipeline"))
        model = Pipeline.load(self.path("pipeline")).fit(table)
        self.assertIsInstance(model.stages[3], KindlingClassificationModel)
        scored = model.transform(table)
        accuracy = MulticlassClassificationEvaluator(metricName="accuracy").evaluate(scored)
        self.assertGreater(accuracy, 0.9)

        model.save(self.path("model"))
        loaded = PipelineModel.load(self.path("model"))
        self.assertSameColumn(scored, loaded.transform(table), "rawPrediction")
        self.assertEqual(32, loaded.stages[3].getBatchSize())
        self.assertFalse(loaded.stages[3].hasSummary)
        with self.assertRaisesRegex(RuntimeError, "there is no training summary"):
            _ = loaded.stages[3].summary

    def test_another_process_loads_the_model_and_scores_alike(self):
        model = Pipeline(stages=[classifier(epochs=1)]).fit(self.table())
        model.save(self.path("model"))
        self.table().write.parquet(self.path("table"))
        job = [sys.executable, str(Path(__file__).with_name("score.py"))]
        done = subprocess.run(
            [*job, self.path("model"), self.path("table"), self.path("scores")],
            capture_output=True,
            text=True,
        )
        self.assertEqual(0, done.returncode, done.stderr)
        expected = model.transform(self.table()).select("features", "rawPrediction", "prediction")
        scores = self.spark.read.parquet(self.path("scores"))
        self.assertEqual(140, scores.count())
        self.assertEqual(0, expected.exceptAll(scores).count())

    def test_a_pipeline_with_a_stage_of_pythons_own_survives(self):
        model = Pipeline(stages=[Unchanged(), classifier(epochs=1)]).fit(self.table())
        # The class must be where another process would find it, too.
        sys.modules["__main__"].Unchanged = Unchanged
        model.save(self.path("model"))
        loaded = PipelineModel.load(self.path("model"))
        self.assertIsInstance(loaded.stages[1], KindlingClassificationModel)
        self.assertSameColumn(
            model.transform(self.table()), loaded.transform(self.table()), "probability"
        )

    def test_rows_made_in_python(self):
        rows = [(Vectors.dense([i % 7 - 3.0, i % 5 - 2.0]), float(i % 7 > 3)) for i in range(140)]
        table = self.spark.createDataFrame(rows, ["features", "label"])
        scored = classifier().fit(table).transform(table)
        self.assertGreater(scored.where("label = prediction").count(), 126)

    def test_several_columns_are_one_networks_input(self):
        rows = [
            (None if i % 9 == 4 else i % 5 - 2.0, f"c{i % 7}", f"row {i % 3}", float(i % 7 > 3))
            for i in range(140)
        ]
        schema = "x double, city string, `a: b` string, label double"
        table = self.spark.createDataFrame(rows, schema)
        stage = classifier(
            architecture="wideAndDeep([8])",
            inputCols=["x", "city", "a: b"],
            inputSpecs={"a: b": "text(word, length=4)", "city": "categorical(dim=3)"},
            handleInvalid="mean",
        )
        model = stage.fit(table)
        scored = model.transform(table)
        self.assertGreater(scored.where("label = prediction").count(), 126)
        model.save(self.path("inputs"))
        loaded = KindlingClassificationModel.load(self.path("inputs"))
        self.assertEqual(["x", "city", "a: b"], loaded.getInputCols())
        self.assertSameColumn(scored, loaded.transform(table), "rawPrediction")

    def test_the_summary_tells_how_training_went(self):
        table = self.table().selectExpr("*", "x = 0 as held")
        model = classifier(validationIndicatorCol="held").fit(table)
        self.assertTrue(model.hasSummary)
        summary = model.summary
        self.assertEqual(10, summary.totalIterations)
        self.assertEqual(summary.steps, len(summary.objectiveHistory))
        self.assertLess(summary.trainingLoss[-1], summary.trainingLoss[0])
        last = summary.epochs[-1]
        self.assertEqual(10, last.epoch)
        self.assertEqual(summary.trainingAccuracy[-1], last.trainingAccuracy)
        self.assertEqual(summary.validationLoss[-1], last.validationLoss)
        self.assertTrue(0 <= last.validationAccuracy <= 1)
        self.assertGreater(summary.samplesPerSecond, 0)
        self.assertEqual([], summary.warnings)
        self.assertAlmostEqual(summary.totalSeconds, sum(summary.seconds.values()), delta=1e-6)
        self.assertIn("<figcaption>Loss", summary._repr_html_())
        self.assertNotIn("<script", summary.to_html())
        try:
            import pandas  # noqa: F401
        except ImportError:
            with self.assertRaisesRegex(ImportError, "pip install pandas"):
                summary.to_pandas()
        else:
            table = summary.to_pandas()
            self.assertEqual(summary.trainingLoss, list(table["trainingLoss"]))
            self.assertEqual(list(range(1, 11)), list(table["epoch"]))

    def test_a_model_scores_in_sql(self):
        model = classifier().fit(self.table())
        model.registerUdf(self.spark, "side_of")
        both = model.transform(self.table()).selectExpr("side_of(features) = prediction as same")
        self.assertEqual(140, both.where("same").count())

    def test_a_models_own_params_can_be_set(self):
        model = classifier().fit(self.table())
        self.assertEqual((2, [2]), (model.numClasses, model.sampleShape))
        model.setPredictionCol("guess").setProbabilityCol("").setThresholds([1e-100, 1.0])
        scored = model.transform(self.table())
        self.assertNotIn("probability", scored.columns)
        self.assertEqual([0.0], [row.guess for row in scored.select("guess").distinct().collect()])

    def test_cross_validation_in_two_threads_and_its_model_survives(self):
        estimator = classifier(epochs=8)
        grid = ParamGridBuilder().addGrid(estimator.stepSize, [1e-6, 0.1]).build()
        validator = CrossValidator(
            estimator=estimator,
            estimatorParamMaps=grid,
            evaluator=MulticlassClassificationEvaluator(metricName="accuracy"),
            numFolds=2,
            parallelism=2,
            seed=1,
        )
        model = validator.fit(self.table())
        self.assertGreater(model.avgMetrics[1], model.avgMetrics[0])
        self.assertEqual(0.1, model.bestModel.getStepSize())
        model.save(self.path("tuned"))
        loaded = CrossValidatorModel.load(self.path("tuned"))
        self.assertIsInstance(loaded.bestModel, KindlingClassificationModel)
        self.assertSameColumn(
            model.transform(self.table()), loaded.transform(self.table()), "prediction"
        )

    def test_a_regressor_learns_is_tuned_and_survives(self):
        regressor = KindlingRegressor(
            architecture="mlp([2, 1])", labelCol="value", epochs=20, numWorkers=1
        )
        evaluator = RegressionEvaluator(labelCol="value", metricName="rmse")
        split = TrainValidationSplit(
            estimator=regressor,
            estimatorParamMaps=ParamGridBuilder().addGrid(regressor.stepSize, [1e-6, 0.05]).build(),
            evaluator=evaluator,
            parallelism=2,
            seed=1,
        )
        model = split.fit(self.table()).bestModel
        self.assertLess(evaluator.evaluate(model.transform(self.table())), 0.5)
        model.save(self.path("model"))
        loaded = KindlingRegressionModel.load(self.path("model"))
        self.assertSameColumn(
            model.transform(self.table()), loaded.transform(self.table()), "prediction"
        )
        loaded.write().overwrite().save(self.path("model"))
        with self.assertRaisesRegex(DataError, "holds a io.kindling.spark.ml.KindlingRegression"):
            KindlingClassificationModel.load(self.path("model"))

    def test_bad_data_get_one_sentence_and_no_stack_trace(self):
        gap = self.table().withColumn("label", F.expr("if(x = 3, null, label)"))
        words = self.table().withColumn("label", F.expr("if(label = 0, 'near', 'far')"))
        for table, said in ((gap, "label"), (words, "StringIndexer")):
            with self.assertRaises(DataError) as caught:
                classifier().fit(table)
            self.assertIn(said, str(caught.exception))
            self.assertNotIn("\n", str(caught.exception))
        with self.assertRaisesRegex(DataError, "holds no saved stage"):
            KindlingClassifier.load(self.path("nothing"))

    def test_without_a_session_or_the_jars_the_error_says_what_to_do(self):
        class Elsewhere(KindlingClassifier):
            _java_class = "io.kindling.elsewhere.KindlingClassifier"

        with self.assertRaisesRegex(RuntimeError, "does not know io.kindling.elsewhere.*--jars"):
            Elsewhere()
        with self.assertRaisesRegex(RuntimeError, "does not know"):
            Elsewhere.load(self.path("none"))
        alone = subprocess.run(
            [sys.executable, "-c", "import kindling; kindling.KindlingClassifier()"],
            capture_output=True,
            text=True,
        )
        self.assertIn("SparkSession.builder.getOrCreate() first", alone.stderr)


if __name__ == "__main__":
    unittest.main()
