"""One local Spark for all tests; skips them, saying so, where there is no PySpark to test with.

KINDLING_JARS is a class path with Kindling's classes; without it, those that Maven has built in
this checkout are taken.
"""

from __future__ import annotations

import os
import re
import sys
import unittest
import warnings
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]


def skip(reason: str) -> unittest.SkipTest:
    return unittest.SkipTest(f"the Python package is not tested: {reason}")


try:
    import numpy  # noqa: F401, PySpark ML needs it
    import pyspark
    from pyspark.ml.feature import VectorAssembler
    from pyspark.sql import DataFrame, SparkSession
except ImportError as error:
    raise skip(f"{error} (pip install 'pyspark[ml]>=3.5')") from error

from kindling import packaged

# A Spark of another Scala than the classes' would stop at the first of them.
BUILT = os.environ.get("SPARK_SCALA_VERSION", "2.13")
if [int(part) for part in re.findall(r"\d+", pyspark.__version__)[:2]] < [3, 5]:
    raise skip(f"PySpark is {pyspark.__version__}, wanted 3.5 or newer")
SCALA = packaged.installed()[1] or ("2.12." if pyspark.__version__ < "4" else "2.13.")
if not SCALA.startswith(BUILT + "."):
    raise skip(f"PySpark's Scala is {SCALA}, and Kindling is built here for {BUILT}")


def class_path() -> str:
    """Kindling's classes, as Java takes a class path."""
    given = os.environ.get("KINDLING_JARS")
    if given:
        return given
    built = [REPOSITORY / module / "target" / "classes" for module in ("core", "spark-connector")]
    for folder in built:
        if not folder.is_dir():
            raise RuntimeError(f"{folder} is missing: run mvn test-compile, or set KINDLING_JARS")
    return os.pathsep.join(map(str, built))


def session() -> SparkSession:
    """The one session; it ends with this process."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    quiet = (REPOSITORY / "conf" / "log4j2.properties").as_uri()
    return (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.extraClassPath", class_path())
        .config(
            "spark.driver.extraJavaOptions",
            f"--add-modules=jdk.incubator.vector -Dlog4j2.configurationFile={quiet}",
        )
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )


class SparkTest(unittest.TestCase):
    """A test with a Spark session."""

    spark: SparkSession

    @classmethod
    def setUpClass(cls):
        warnings.simplefilter("ignore", ResourceWarning)  # sockets that PySpark leaves open
        cls.spark = session()

    def table(self, rows: int = 140) -> DataFrame:
        """Two features, the class of their position, and a number that is linear in them."""
        numbers = self.spark.range(0, rows, numPartitions=2).selectExpr(
            "cast(id % 7 - 3 as double) as x",
            "cast(id % 5 - 2 as double) as y",
            "cast(id % 7 > 3 as int) as label",
            "cast(id % 7 - id % 5 as double) as value",
        )
        return VectorAssembler(inputCols=["x", "y"], outputCol="features").transform(numbers)

    def assertSameColumn(self, expected: DataFrame, actual: DataFrame, column: str):
        self.assertEqual(expected.select(column).collect(), actual.select(column).collect())
