"""Runs the Python package against a local Spark; skipped, saying so, where PySpark is missing.

The class path with Kindling's classes is given by KINDLING_JARS, joined as the platform joins
paths; without it the classes that Maven has built beside this folder are taken.
"""

import os
import pathlib
import tempfile
import unittest

try:
    from pyspark.ml import Pipeline, PipelineModel
    from pyspark.ml.linalg import Vectors
    from pyspark.sql import SparkSession

    MISSING = None
except ImportError as error:
    MISSING = f"PySpark cannot be imported ({error}); the Python package is not tested"

HERE = pathlib.Path(__file__).resolve()


def class_path() -> str:
    root = HERE.parents[3]
    built = [str(root / module / "target" / "classes") for module in ("core", "spark-connector")]
    return os.environ.get("KINDLING_JARS", os.pathsep.join(built))


@unittest.skipIf(MISSING is not None, MISSING or "")
class StagesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.spark = (
            SparkSession.builder.master("local[2]")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.extraClassPath", class_path())
            .getOrCreate()
        )
        rows = [
            (Vectors.dense([i % 7 - 3.0, i % 5 - 2.0]), float(i % 7 > 3), float(i % 7 - i % 5))
            for i in range(140)
        ]
        cls.data = cls.spark.createDataFrame(rows, ["features", "label", "value"])

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()

    def test_every_param_is_the_jvms(self):
        from kindling import KindlingClassifier, KindlingRegressor

        for stage in (KindlingClassifier(), KindlingRegressor()):
            ours = {param.name: param.doc for param in stage.params}
            theirs = {param.name(): param.doc() for param in stage._java_obj.params()}
            self.assertEqual(theirs, ours)

    def test_a_classifier_in_a_pipeline_is_saved_and_loaded(self):
        from kindling import KindlingClassifier

        classifier = KindlingClassifier(architecture="mlp([2, 8, 2])", optimizer="Adam", seed=1)
        classifier.setLearningRate(0.05).setEpochs(10).setBatchSize(32).setNumWorkers(2)
        self.assertEqual(10, classifier.getMaxIter())
        model = Pipeline(stages=[classifier]).fit(self.data)
        scored = model.transform(self.data)
        right = scored.where("label = prediction").count()
        self.assertGreater(right, 126)
        summary = model.stages[0].summary
        self.assertEqual(10, len(summary.trainingLoss))
        with tempfile.TemporaryDirectory() as folder:
            model.write().overwrite().save(folder + "/model")
            loaded = PipelineModel.load(folder + "/model")
            self.assertEqual(
                scored.select("probability").collect(),
                loaded.transform(self.data).select("probability").collect(),
            )
            classifier.save(folder + "/classifier")
            again = KindlingClassifier.load(folder + "/classifier")
            self.assertEqual(32, again.getBatchSize())
        model.stages[0].registerUdf(self.spark, "side_of")
        both = scored.selectExpr("side_of(features) = prediction as same")
        self.assertEqual(140, both.where("same").count())

    def test_a_regressor_is_fit_and_loaded(self):
        from kindling import KindlingRegressionModel, KindlingRegressor

        regressor = KindlingRegressor(
            architecture="mlp([2, 1])", labelCol="value", stepSize=0.05, maxIter=20, numWorkers=1
        )
        model = regressor.fit(self.data)
        self.assertLess(model.summary.trainingLoss[-1], 0.1)
        with tempfile.TemporaryDirectory() as folder:
            model.save(folder + "/model")
            loaded = KindlingRegressionModel.load(folder + "/model")
            self.assertEqual(
                model.transform(self.data).select("prediction").collect(),
                loaded.transform(self.data).select("prediction").collect(),
            )

    def test_a_bad_value_is_refused(self):
        from kindling import KindlingClassifier

        with self.assertRaises(Exception):
            KindlingClassifier(architecture="mlp([2, 2])", maxIter=0).fit(self.data)


if __name__ == "__main__":
    unittest.main()
