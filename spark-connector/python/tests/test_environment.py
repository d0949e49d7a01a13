"""What is missing is said in words that name the cure."""

import contextlib
import io
import os
import sys
import types
import unittest
from unittest import mock

from support import SparkTest

import kindling
from kindling import environment


class ClassicTest(SparkTest):
    def test_a_session_with_the_jars_lacks_nothing(self):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            self.assertTrue(kindling.check_environment(self.spark))
        for part in ("PySpark ", f"on Spark {self.spark.version}, local[2]", "kernels: "):
            self.assertIn(part, said.getvalue())
        self.assertNotIn("MISSING", said.getvalue())

    def test_the_active_session_is_taken(self):
        self.assertEqual(environment.look(self.spark), environment.look())

    def test_a_missing_jar_is_told(self):
        with mock.patch.object(environment, "_CLASS", "io.kindling.spark.NotThere"):
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                self.assertFalse(kindling.check_environment(self.spark))
        self.assertIn("MISSING: Spark's JVM does not have Kindling's jars", said.getvalue())
        scala = self.spark._jvm.scala.util.Properties.versionNumberString()
        self.assertIn(f"kindling-spark_{'.'.join(scala.split('.')[:2])}:", said.getvalue())

    def test_on_databricks_the_cure_is_a_library_of_the_cluster(self):
        with mock.patch.dict(os.environ, DATABRICKS_RUNTIME_VERSION="15.4"):
            self.assertIn("cluster's libraries", environment.no_jar("Spark's JVM", "2.12"))
            self.assertIn("JNAME=zulu17-ca-amd64", environment.old_java("1.8"))
        self.assertIn("JAVA_HOME", environment.old_java("11"))
        self.assertIsNone(environment.old_java("17"))
        self.assertIsNone(environment.old_java("21"))

    def test_a_missing_python_package_is_told(self):
        with mock.patch.dict(sys.modules, {"numpy": None}):
            self.assertIn("pip install 'pyspark[ml]'", environment.look(self.spark)[1][0])
        with mock.patch.dict(sys.modules, {"pyspark": None}):
            self.assertIn("pip install 'pyspark[ml]'", environment.look()[1][0])


class Server:
    """What a session of Spark Connect answers."""

    def __init__(self, version: str, answer):
        self.version, self.answer = version, answer

    def range(self, *numbers):
        return self

    def selectExpr(self, text: str):
        assert "'io.kindling.spark.Environment', 'ofThisJvm'" in text, text
        return self

    def collect(self):
        if isinstance(self.answer, Exception):
            raise self.answer
        return [types.SimpleNamespace(jvm=jvm) for jvm in self.answer]


class ConnectTest(unittest.TestCase):
    def look(self, version: str, answer=(), pyspark: str = "4.1.0") -> tuple:
        return environment._connect(Server(version, answer), pyspark)

    def test_the_servers_jvms_are_told(self):
        said, missing = self.look("4.2.0", ["Java 17, kernels: SIMD", "Java 17, kernels: SIMD"])
        self.assertEqual([], missing)
        self.assertEqual("server: Java 17, kernels: SIMD", said[-1])

    def test_missing_jars_old_servers_and_refusals_are_told(self):
        absent = RuntimeError("[DATATYPE_MISMATCH.UNEXPECTED_CLASS_TYPE] The class ... not found")
        self.assertIn("does not have Kindling's jars", self.look("4.2.0", absent)[1][0])
        self.assertIn("the server is 3.5.1", self.look("3.5.1")[1][0])
        self.assertIn("this PySpark is 3.5.2", self.look("4.0.0", pyspark="3.5.2")[1][0])
        said, missing = self.look("4.2.0", RuntimeError("java_method is not allowed\nat x"))
        self.assertEqual([], missing)
        self.assertIn("does not say what its JVMs have: java_method is not allowed", said[-1])


if __name__ == "__main__":
    unittest.main()
