"""The wheel has all that is needed, and trains from where it is installed.

KINDLING_WHEEL is a wheel that .ci/wheel has built. Without it one is built here, with jars that are
made of the class folders in KINDLING_JARS, or taken from there, or else of this checkout's classes.
"""

import os
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
REPOSITORY = HERE.parents[1]
sys.path.insert(0, str(HERE))

import build_wheel
from kindling import packaged

GIVEN = os.environ.get("KINDLING_WHEEL")
VERSION = Path(GIVEN).name.split("-")[1].replace(".dev0", "-SNAPSHOT") if GIVEN else "9.8.7-SNAPSHOT"
PYTHON_VERSION = VERSION.replace("-SNAPSHOT", ".dev0")
SCALA = os.environ.get("SPARK_SCALA_VERSION", "2.13")

TRAINING = """
import os

import kindling
from pyspark.ml.feature import VectorAssembler
from pyspark.sql import SparkSession

builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
builder = builder.config("spark.driver.host", "127.0.0.1")
spark = builder.config(map=kindling.spark_session_config()).getOrCreate()
assert kindling.check_environment(spark)
table = spark.range(0, 140).selectExpr("double(id % 7 - 3) as x", "int(id % 7 > 3) as label")
table = VectorAssembler(inputCols=["x"], outputCol="features").transform(table)
classifier = kindling.KindlingClassifier(
    architecture="mlp([1, 8, 2])", optimizer="Adam", learningRate=0.05, epochs=8, batchSize=32
)
model = classifier.fit(table)
scores = model.transform(table).select("prediction", "probability").collect()
right = model.transform(table).where("prediction = label").count()
model.save(os.path.abspath("saved"))
loaded = kindling.KindlingClassificationModel.load(os.path.abspath("saved"))
assert scores == loaded.transform(table).select("prediction", "probability").collect()
print("jars in", *kindling.jars())
print("on Spark", spark.version)
print("right:", right, "of 140")
spark.stop()
"""


def class_folders() -> list[Path]:
    given = os.environ.get("KINDLING_JARS")
    if given:
        return [Path(path) for path in given.split(os.pathsep)]
    return [REPOSITORY / module / "target" / "classes" for module in ("core", "spark-connector")]


def jar(classes: Path, out: Path) -> Path:
    """A jar of this name with these classes."""
    if classes.is_file():
        out.write_bytes(classes.read_bytes())
        return out
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for file in sorted(classes.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(classes).as_posix())
    return out


def holds(path: Path, package: str) -> bool:
    """Whether a class folder or jar has this package."""
    if path.is_dir():
        return (path / package).is_dir()
    with zipfile.ZipFile(path) as archive:
        return any(name.startswith(package) for name in archive.namelist())


def jars(folder: Path) -> list[Path]:
    made = []
    packages = {"core": "io/kindling/kernel/", f"spark_{SCALA}": "io/kindling/spark/"}
    for name, package in packages.items():
        (classes,) = (path for path in class_folders() if holds(path, package))
        made.append(jar(classes, folder / f"kindling-{name}-{VERSION}.jar"))
    return made


@unittest.skipUnless(
    GIVEN or build_wheel.can_build_here(), "no wheel: pip, setuptools or wheel missing"
)
@unittest.skipUnless(
    GIVEN or all(path.exists() for path in class_folders()), "no classes: mvn compile"
)
class WheelTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        if GIVEN:
            cls.wheel = Path(GIVEN).resolve()
        else:
            cls.wheel = build_wheel.build(cls.folder / "out", jars(cls.folder))

    def test_it_has_the_version_of_the_jars_and_all_files(self):
        self.assertEqual(f"kindling_spark-{PYTHON_VERSION}-py3-none-any.whl", self.wheel.name)
        with zipfile.ZipFile(self.wheel) as archive:
            names = set(archive.namelist())
        built_for = ("2.12", "2.13") if GIVEN else (SCALA,)
        expected = {f"kindling/lib/kindling-spark_{scala}-{VERSION}.jar" for scala in built_for}
        expected.add(f"kindling/lib/kindling-core-{VERSION}.jar")
        self.assertEqual(expected, {name for name in names if name.endswith(".jar")})
        for file in (HERE / "kindling").rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                expected.add(file.relative_to(HERE).as_posix())
        self.assertEqual(set(), expected - names)
        self.assertTrue(any(name.endswith("LICENSE") for name in names), names)

    def test_installed_it_trains(self):
        try:
            import numpy
            import py4j
            import pyspark
        except ImportError as error:
            raise unittest.SkipTest(f"the wheel does not train here: {error}") from None
        venv = self.folder / "venv"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
        python = str(venv / ("Scripts" if os.name == "nt" else "bin") / "python")
        install = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps"]
        quiet = ["--no-index", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, *quiet, str(self.wheel)], check=True)
        (self.folder / "train.py").write_text(TRAINING, "utf-8")
        # PySpark and what it needs, but not the sources of this package.
        others = {str(Path(module.__file__).parents[1]) for module in (numpy, py4j, pyspark)}
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sorted(others))}
        environment.update(PYSPARK_PYTHON=python, SPARK_LOCAL_IP="127.0.0.1")
        done = subprocess.run(
            [python, "train.py"], cwd=self.folder, env=environment, capture_output=True, text=True
        )
        self.assertEqual(0, done.returncode, done.stderr + done.stdout)
        self.assertIn("right: 140 of 140", done.stdout)
        self.assertIn(f"jars in {venv}", done.stdout)
        self.assertIn(f"Kindling {PYTHON_VERSION} on Python", done.stdout)


class VersionTest(unittest.TestCase):
    def test_jars_of_several_versions_are_refused(self):
        with self.assertRaisesRegex(SystemExit, "several versions"):
            build_wheel.version_of([Path("kindling-core-1.jar"), Path("kindling-spark_2.12-2.jar")])
        with self.assertRaisesRegex(SystemExit, "no jar of Kindling"):
            build_wheel.version_of([Path("spark-core_2.13-4.1.0.jar")])
        self.assertEqual("0.1.0", build_wheel.version_of([Path("kindling-core-0.1.0.jar")]))


class ChoiceTest(unittest.TestCase):
    ALL = ["/a/kindling-core-1.jar", "/a/kindling-spark_2.12-1.jar", "/a/kindling-spark_2.13-1.jar"]

    def assertChosen(self, scala: str, *running):
        expected = [f"/a/kindling-spark_{scala}-1.jar", "/a/kindling-core-1.jar"]
        self.assertEqual(expected, packaged.choose(self.ALL, *running))

    def test_the_running_scala_decides(self):
        self.assertChosen("2.12", "3.5.7", "2.12.18")
        self.assertChosen("2.13", "3.5.6", "2.13.8")
        self.assertChosen("2.13", "4.2.0", "2.13.18")

    def test_without_it_the_one_that_spark_comes_with_is_taken(self):
        self.assertChosen("2.12", "3.5.0", None)
        self.assertChosen("2.13", "4.1.0.dev0", None)

    def test_what_there_is_no_jar_for_is_said(self):
        with self.assertRaisesRegex(RuntimeError, "needs Spark 3.5 or newer, this is Spark 3.4.1"):
            packaged.choose(self.ALL, "3.4.1", "2.12.17")
        with self.assertRaisesRegex(RuntimeError, r"no jar for it, only .*_2\.13-1\.jar"):
            packaged.choose([self.ALL[0], self.ALL[2]], "3.5.1", "2.12.18")
        with self.assertRaisesRegex(RuntimeError, "from its sources and has no jars"):
            packaged.choose([], "4.1.0", "2.13.17")

    def test_only_old_sparks_want_the_vector_flag(self):
        self.assertEqual({"spark.jars": "a,b"}, packaged.session_config(["a", "b"], "4.0.0"))
        config = packaged.session_config(["a", "b"], "3.5.7")
        flag = "--add-modules=jdk.incubator.vector"
        for part in ("driver", "executor"):
            self.assertEqual(flag, config[f"spark.{part}.extraJavaOptions"])


if __name__ == "__main__":
    unittest.main()
