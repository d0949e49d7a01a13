"""What Kindling finds where it runs, and in words what is missing there."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import platform
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_CLASS = "io.kindling.spark.Environment"
# A task for each executor there may be, so that most of them are seen; each takes milliseconds.
_CONNECT_TASKS = 32


def check_environment(spark: SparkSession | None = None) -> bool:
    """Prints versions, kernels of driver and executors, and in words what is missing and how to
    get it.

    :param spark: the session; the active one if not given
    :return: whether nothing is missing that Kindling needs
    """
    said, missing = look(spark)
    for line in said:
        print(line)
    for line in missing:
        print(f"MISSING: {line}")
    return not missing and not any(line.startswith("MISSING: ") for line in said)


def look(spark: Any = None) -> tuple[list[str], list[str]]:
    """What is found, and what is missing."""
    try:
        import pyspark
    except ImportError as error:
        return [_python()], [f"PySpark ({error}): pip install 'pyspark[ml]', 3.5 to 4.2"]
    said = [f"{_python()}, PySpark {pyspark.__version__}"]
    for module in ("numpy", "pyspark.ml"):
        try:
            importlib.import_module(module)
        except ImportError as error:
            return said, [f"what PySpark ML needs ({error}): pip install 'pyspark[ml]'"]
    if spark is None:
        from pyspark.sql import SparkSession

        spark = SparkSession.getActiveSession()
        if spark is None:
            return said, ["a session: call SparkSession.builder.getOrCreate() first"]
    if type(spark).__module__.startswith("pyspark.sql.connect"):
        found, missing = _connect(spark, pyspark.__version__)
    else:
        found, missing = _classic(spark)
    return said + found, missing


def _python() -> str:
    try:
        version = importlib.metadata.version("kindling-spark")
    except importlib.metadata.PackageNotFoundError:
        version = "from its sources"
    return f"Kindling {version} on Python {platform.python_version()}"


def _classic(spark: Any) -> tuple[list[str], list[str]]:
    """Of a session whose JVM is in reach: the JVM says the rest itself."""
    from kindling.jvm import java_class

    java = spark._jvm.java.lang.System.getProperty("java.specification.version")
    old = old_java(java)
    if old:
        return [f"Spark {spark.version}, Java {java}"], [old]
    try:
        environment = java_class(_CLASS).of(spark._jsparkSession)
    except RuntimeError:
        scala = spark._jvm.scala.util.Properties.versionNumberString()
        return [f"Spark {spark.version}, Scala {scala}, Java {java}"], [
            no_jar("Spark's JVM", ".".join(scala.split(".")[:2]))
        ]
    return environment.toString().splitlines(), []


def _connect(spark: Any, pyspark_version: str) -> tuple[list[str], list[str]]:
    """Of a session of Spark Connect, whose server is asked by SQL."""
    server = spark.version
    said = [f"Spark Connect, its server Spark {server}"]
    for name, version in (("the server", server), ("this PySpark", pyspark_version)):
        if int(re.findall(r"\d+", version)[0]) < 4:
            return said, [
                f"Spark Connect can train in the JVM from Spark 4.0 on, and {name} is {version}:"
                " take a classic session, on Databricks compute with dedicated access mode"
            ]
    ask = f"java_method('{_CLASS}', 'ofThisJvm') AS jvm"
    try:
        rows = spark.range(0, _CONNECT_TASKS, 1, _CONNECT_TASKS).selectExpr(ask).collect()
    except Exception as error:  # whatever a vendor's server says
        text = str(error)
        if "UNEXPECTED_CLASS_TYPE" in text or "ClassNotFoundException" in text:
            return said, [no_jar("the server of Spark Connect", "2.13")]
        first = text.strip().splitlines()[0] if text.strip() else type(error).__name__
        return [*said, f"the server does not say what its JVMs have: {first}"], []
    said += [f"server: {jvm}" for jvm in sorted({row.jvm for row in rows})]
    if any("--add-modules" in line for line in said):
        said.append("better: give the server the flag above, in spark.executor.extraJavaOptions")
    return said, []


def old_java(version: str) -> str | None:
    """What is to be said of a Java that is too old: ``"1.8"``, ``"11"``."""
    if int(version.split(".")[-1 if version.startswith("1.") else 0]) >= 17:
        return None
    cure = (
        "set the cluster's environment variable JNAME=zulu17-ca-amd64 and restart it"
        if _on_databricks()
        else "set JAVA_HOME to one before Spark starts"
    )
    return f"Java 17 or newer, this is {version}: {cure}"


def no_jar(who: str, scala: str) -> str:
    """What is to be said where Spark runs without Kindling's jars."""
    cure = (
        f"install io.kindling:kindling-spark_{scala} among the cluster's libraries (Maven, or both"
        " jars from a Volume) and attach the notebook again"
        if _on_databricks()
        else f"start it with --packages io.kindling:kindling-spark_{scala}:VERSION, or with the"
        " jars of this package: SparkSession.builder.config(map=kindling.spark_session_config())"
    )
    return f"{who} does not have Kindling's jars: {cure}"


def _on_databricks() -> bool:
    return "DATABRICKS_RUNTIME_VERSION" in os.environ
