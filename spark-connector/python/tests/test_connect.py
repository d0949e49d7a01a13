"""The stages in a session of Spark Connect.

KINDLING_CONNECT is the address of a server that has Kindling's jars (``sc://127.0.0.1:15002``);
without it, the test starts none and is skipped.
"""

import contextlib
import io
import os
import tempfile
import unittest

ADDRESS = os.environ.get("KINDLING_CONNECT")
if not ADDRESS:
    raise unittest.SkipTest("no server of Spark Connect: KINDLING_CONNECT is not set")

from support import REPOSITORY, skip  # skips where there is no PySpark

try:
    import pyspark.sql.connect.session  # noqa: F401
except ImportError as error:
    raise skip(f"{error} (pip install 'pyspark[connect]')") from error

import numpy
from test_documents import blocks, run
from kindling import (
    DataError,
    KindlingClassificationModel,
    KindlingClassifier,
    KindlingRegressor,
    check_environment,
)
from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.evaluation import MulticlassClassificationEvaluator, RegressionEvaluator
from pyspark.ml.feature import VectorAssembler
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder
from pyspark.sql import SparkSession


def classifier(**params) -> KindlingClassifier:
    given = {"architecture": "mlp([2, 8, 2])", "optimizer": "Adam", "learningRate": 0.05}
    return KindlingClassifier(**{**given, "epochs": 4, "batchSize": 32, "numWorkers": 2, **params})


class ConnectTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.spark = SparkSession.builder.remote(ADDRESS).getOrCreate()
        numbers = cls.spark.range(0, 140, numPartitions=2).selectExpr(
            "cast(id % 7 - 3 as double) as x",
            "cast(id % 5 - 2 as double) as y",
            "cast(id % 7 > 3 as int) as label",
            "cast(id % 7 - id % 5 as double) as value",
        )
        cls.numbers = numbers
        cls.assembler = VectorAssembler(inputCols=["x", "y"], outputCol="features")
        cls.table = cls.assembler.transform(numbers)

    def path(self, name: str) -> str:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return os.path.join(folder.name, name)

    def scores(self, model, table=None) -> list:
        return model.transform(table or self.table).select("prediction", "probability").collect()

    def test_a_classifier_learns_tells_of_itself_and_survives(self):
        estimator = classifier()
        self.assertEqual(256, estimator.getScoringBatchSize())
        model = estimator.fit(self.table)
        accuracy = MulticlassClassificationEvaluator(metricName="accuracy")
        self.assertGreater(accuracy.evaluate(model.transform(self.table)), 0.9)
        self.assertEqual((2, [2]), (model.numClasses, model.sampleShape))
        self.assertIn("Linear(in_features=2, out_features=8, bias=True)", model.describe())
        summary = model.summary
        self.assertEqual((4, 20), (summary.totalIterations, summary.steps))
        self.assertLess(summary.trainingLoss[-1], summary.trainingLoss[0])
        model.save(self.path("model"))

    def test_a_model_is_loaded_with_the_same_bits(self):
        model, path = classifier().fit(self.table), self.path("model")
        model.save(path)
        loaded = KindlingClassificationModel.load(path)
        self.assertEqual(self.scores(model), self.scores(loaded))
        self.assertFalse(loaded.hasSummary)
        for name, tensor in model.state_dict().items():
            numpy.testing.assert_array_equal(tensor, loaded.state_dict()[name])
        with self.assertRaisesRegex(RuntimeError, "registerUdf needs a classic session"):
            model.registerUdf(self.spark, "score")

    def test_a_pipeline_survives(self):
        path = self.path("pipeline")
        model = Pipeline(stages=[self.assembler, classifier()]).fit(self.numbers)
        model.write().overwrite().save(path)
        loaded = PipelineModel.load(path)
        self.assertIsInstance(loaded.stages[-1], KindlingClassificationModel)
        self.assertEqual(self.scores(model, self.numbers), self.scores(loaded, self.numbers))

    def test_cross_validation_finds_the_better_rate(self):
        estimator = classifier(epochs=6)
        validator = CrossValidator(
            estimator=estimator,
            estimatorParamMaps=ParamGridBuilder().addGrid(estimator.stepSize, [1e-6, 0.1]).build(),
            evaluator=MulticlassClassificationEvaluator(metricName="accuracy"),
            numFolds=2,
            seed=1,
        )
        model = validator.fit(self.table)
        self.assertGreater(model.avgMetrics[1], model.avgMetrics[0])
        self.assertEqual(0.1, model.bestModel.getStepSize())

    def test_the_environment_is_told(self):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            self.assertTrue(check_environment(self.spark))
        self.assertIn(f"Spark Connect, its server Spark {self.spark.version}", said.getvalue())
        self.assertRegex(said.getvalue(), r"\nserver: Java \S+, Scala 2.13\S+, kernels: ")

    def test_a_regressor_learns(self):
        regressor = KindlingRegressor(
            architecture="mlp([2, 1])", labelCol="value", learningRate=0.05, epochs=20, numWorkers=1
        )
        scored = regressor.fit(self.table).transform(self.table)
        self.assertLess(RegressionEvaluator(labelCol="value").evaluate(scored), 0.5)

    def test_what_the_page_shows_runs(self):
        self.table.createOrReplaceTempView("flowers")
        page = REPOSITORY / "spark-connector" / "docs" / "connect.md"
        (code,) = blocks(page)
        architecture = code.replace("mlp([4, 16, 3])", "mlp([2, 16, 2])")  # of this test's table
        with tempfile.TemporaryDirectory() as folder:
            said = run(
                architecture.replace("sc://server:15002", ADDRESS), page.name, folder, {}
            )
        self.assertIn("(16, 2)", said)

    def test_errors_are_said_in_words(self):
        gap = self.table.selectExpr("if(x = 3, null, label) as label", "features")
        with self.assertRaisesRegex(DataError, "label is null"):
            classifier().fit(gap)
        with self.assertRaisesRegex(DataError, "holds no saved stage"):
            KindlingClassifier.load(self.path("nothing"))
        with self.assertRaisesRegex(RuntimeError, "initialWeights"):
            classifier().load_state_dict({})


if __name__ == "__main__":
    unittest.main()
