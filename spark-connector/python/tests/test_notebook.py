"""The Python notebook of the examples runs from its first cell to its last."""

import contextlib
import io
import os
import sys
import tempfile
import unittest
from unittest import mock

from support import REPOSITORY, SparkTest

from kindling.jvm import java_class

NOTEBOOK = REPOSITORY / "examples" / "notebooks" / "cifar10.py"


def code_cells() -> list[str]:
    """The cells of a notebook in Databricks' source format that are no text."""
    head, _, body = NOTEBOOK.read_text(encoding="utf-8").partition("\n")
    assert head == "# Databricks notebook source", head
    cells = (cell.strip() for cell in body.split("\n# COMMAND ----------\n"))
    return [cell for cell in cells if not cell.startswith("# MAGIC %md")]


@unittest.skipUnless(NOTEBOOK.is_file(), f"{NOTEBOOK} is not there")
class NotebookTest(SparkTest):
    def test_every_cell_runs(self):
        os.environ["MPLBACKEND"] = "agg"
        with tempfile.TemporaryDirectory() as folder:
            published = java_class("io.kindling.spark.data.ImageTableFormat").PUBLISHED
            java_class("io.kindling.spark.data.GeneratedTables").write(
                self.spark._jsparkSession, folder, published, 1, 240, 60, True
            )
            settings = {
                "notebook.train": os.path.join(folder, "train.parquet"),
                "notebook.test": os.path.join(folder, "test.parquet"),
                "notebook.output": os.path.join(folder, "out"),
                "notebook.epochs": "2",
                "notebook.batchSize": "16",
            }
            for name, value in settings.items():
                self.spark.conf.set(name, value)
                self.addCleanup(self.spark.conf.unset, name)
            said = io.StringIO()
            names = {"spark": self.spark}
            with contextlib.redirect_stdout(said):
                for number, cell in enumerate(code_cells(), 1):
                    exec(compile(cell, f"{NOTEBOOK.name}, code cell {number}", "exec"), names)
            scores = self.spark.read.parquet(os.path.join(folder, "out", "scores"))
            self.assertEqual(60, scores.count())
        self.assertIn(f"on Spark {self.spark.version}, local[2]", said.getvalue())
        self.assertIn("0 predictions differ after loading", said.getvalue())
        self.assertEqual(2, names["summary"].totalIterations)
        self.assertIn("0.weight", names["weights"])

    def test_the_first_cell_says_what_is_missing(self):
        first = compile(code_cells()[0], NOTEBOOK.name, "exec")
        with mock.patch.dict(sys.modules, {"kindling": None}):
            with self.assertRaisesRegex(RuntimeError, "Missing here: .*Python package.*pip"):
                exec(first, {"spark": self.spark})
        said = io.StringIO()
        with mock.patch("kindling.environment._CLASS", "io.kindling.spark.NotThere"):
            with contextlib.redirect_stdout(said), self.assertRaisesRegex(RuntimeError, "MISSING"):
                exec(first, {"spark": self.spark})
        self.assertIn("MISSING: Spark's JVM does not have Kindling's jars", said.getvalue())


if __name__ == "__main__":
    unittest.main()
